/** Formats 5000000 as `5 000 000`. */
export function inThousands(count: number): string {
  return count.toLocaleString('en').replaceAll(',', ' ');
}

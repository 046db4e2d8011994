/** 5000000 as `5 000 000`, as titles have it. */
export function inThousands(count: number): string {
  return count.toLocaleString('en').replaceAll(',', ' ');
}

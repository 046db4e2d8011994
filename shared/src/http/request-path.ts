/**
 * Returns the path of a request target in origin or absolute form (RFC 9112 §3.2), without a query.
 */
export function pathOf(target: string): string {
  const isAbsolute = !target.startsWith('/') && URL.canParse(target);
  const path = isAbsolute ? new URL(target).pathname : target;
  return path.split('?', 1)[0] ?? '';
}

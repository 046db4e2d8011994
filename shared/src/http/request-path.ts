/** The path of a request target, without its query; also of one in absolute form (RFC 9112 §3.2). */
export function pathOf(target: string): string {
  const isAbsolute = !target.startsWith('/') && URL.canParse(target);
  const path = isAbsolute ? new URL(target).pathname : target;
  return path.split('?', 1)[0] ?? '';
}

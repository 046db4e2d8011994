/** What a server tells a client that connects while it starts or stops. */
const consequence = /\bFATAL:\s+(the database system is|terminating connection)/;

export function isGrave(line: string): boolean {
  return /^(FATAL|PANIC):/.test(line) && !consequence.test(line);
}

/** Also in the middle of a line, after what `initdb` says that it is doing. */
const gravity = /^.*?\b(FATAL|PANIC|error):\s*/;

/** The first cause in what `initdb` or a server that did not start has printed. */
export function findReason(output: readonly string[]): string {
  const lines = output.map((line) => line.trim()).filter((line) => line.length > 0);
  const cause = lines.find((line) => gravity.test(line) && !consequence.test(line));
  const reason = cause ?? lines.at(-1) ?? 'it printed nothing';
  return reason.replace(gravity, '');
}

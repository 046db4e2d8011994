/** The errors of clients that connect while the server starts or stops. */
const consequence = /\bFATAL:\s+(the database system is|terminating connection)/;

export function isSevere(line: string): boolean {
  return /^(FATAL|PANIC):/.test(line) && !consequence.test(line);
}

/** Matches also in the middle of a line, because `initdb` prints its progress first. */
const severity = /^.*?\b(FATAL|PANIC|error):\s*/;

/** Returns the first error in the output of `initdb` or of a server that did not start. */
export function findReason(output: readonly string[]): string {
  const lines = output.map((line) => line.trim()).filter((line) => line.length > 0);
  const cause = lines.find((line) => severity.test(line) && !consequence.test(line));
  const reason = cause ?? lines.at(-1) ?? 'it printed nothing';
  return reason.replace(severity, '');
}

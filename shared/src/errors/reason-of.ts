/**
 * Returns the messages of an error and its causes on one line, for a log line. Example:
 * `the database is unavailable: connect ECONNREFUSED 127.0.0.1:5432`.
 */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const message = (error.message || error.name).replaceAll(/\s+/g, ' ').trim();
  return error.cause === undefined ? message : `${message}: ${reasonOf(error.cause)}`;
}

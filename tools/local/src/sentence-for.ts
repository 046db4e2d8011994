import { Problem } from '@online-shop/servers/problem';
import { ConfigError } from '@online-shop/shared/config/parse-config';

/**
 * Returns the text of an error for the user: a sentence for an expected error, all details for a
 * bug.
 */
export function sentenceFor(error: unknown): string {
  if (error instanceof Problem || error instanceof ConfigError) return error.message;
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `Unexpected error: ${details}`;
}

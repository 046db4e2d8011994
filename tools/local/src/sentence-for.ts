import { Problem } from '@online-shop/servers/problem';
import { ConfigError } from '@online-shop/shared/config/parse-config';

/** What the person at the terminal reads of an error: a sentence, or all there is of a bug. */
export function sentenceFor(error: unknown): string {
  if (error instanceof Problem || error instanceof ConfigError) return error.message;
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `This should not have happened: ${details}`;
}

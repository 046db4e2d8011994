import { ConfigError } from './parse-config';

/**
 * Runs several readers of the same environment and reports the problems of all readers together.
 * @returns the result of the first reader
 * @throws ConfigError listing each problem once
 */
export function readTogether<T>(first: () => T, ...others: readonly (() => unknown)[]): T {
  const problems = new Set<string>();
  const attempt = <R>(read: () => R): R | undefined => {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      for (const problem of error.problems) problems.add(problem);
      return undefined;
    }
  };
  const result = attempt(first);
  for (const read of others) attempt(read);
  if (problems.size > 0) throw new ConfigError([...problems]);
  return result as T;
}

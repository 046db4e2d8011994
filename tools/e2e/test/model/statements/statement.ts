import type { SimulatedTransaction } from '../simulated-database';

/** A statement as the code under test wrote it: one line, a `?` for each value. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** What it does. Locks come before the first write, since a statement that waits is run again. */
export type Meaning = (
  tx: SimulatedTransaction,
  statement: Statement,
) => readonly object[] | number;

/** A statement that the code has: its first words, which no other has, and what it does. */
export interface KnownStatement {
  readonly begins: string;
  readonly means: Meaning;
}

/** All statements of a database, by the name of the function that runs it. */
export type Statements = Readonly<Record<string, KnownStatement>>;

const texts = new WeakMap<readonly string[], string>();

export function createStatement(strings: readonly string[], values: readonly unknown[]): Statement {
  const text = texts.get(strings) ?? strings.join('?').replaceAll(/\s+/g, ' ').trim();
  texts.set(strings, text);
  return { text, values };
}

/** @throws where the code has a statement that nobody has told the model about */
export function findMeaning(
  statements: Statements,
  { text }: Statement,
): { readonly name: string; readonly means: Meaning } {
  for (const [name, { begins, means }] of Object.entries(statements)) {
    if (text.startsWith(begins)) return { name, means };
  }
  throw new Error(`the model has to be told what this statement does: ${text}`);
}

const unnested = /unnest\(([^)]*)\)(?: WITH ORDINALITY)? AS \w+ \(([^)]*)\)/;

/** The rows that a statement's arrays stand for: `unnest(…) AS name (column, column)`. */
export function unnest({ text, values }: Statement): Readonly<Record<string, unknown>>[] {
  const match = unnested.exec(text);
  if (!match) throw new Error(`there is no unnest(…) AS … in: ${text}`);
  const [, parameters = '', names = ''] = match;
  const first = countParameters(text.slice(0, match.index));
  const arrays = values.slice(first, first + countParameters(parameters)) as unknown[][];
  const columns = names.split(', ').slice(0, arrays.length);
  const length = arrays[0]?.length ?? 0;
  return Array.from({ length }, (_, i) =>
    Object.fromEntries(columns.map((column, at) => [column, arrays[at]?.[i]])),
  );
}

function countParameters(text: string): number {
  return text.split('?').length - 1;
}

export function byText<T>(textOf: (item: T) => string): (a: T, b: T) => number {
  return (a, b) => (textOf(a) < textOf(b) ? -1 : Number(textOf(a) > textOf(b)));
}

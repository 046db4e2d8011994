import type { SimulatedTransaction } from '../simulated-database';

/** A statement of the code under test, on one line, with a `?` for each value. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/**
 * The effect of a statement. It must lock before its first write: a waiting statement is run again.
 */
export type Meaning = (
  tx: SimulatedTransaction,
  statement: Statement,
) => readonly object[] | number;

/** A known statement: its unique first words and its effect. */
export interface KnownStatement {
  readonly begins: string;
  readonly means: Meaning;
}

/** All statements of a database, by the name of the function that runs the statement. */
export type Statements = Readonly<Record<string, KnownStatement>>;

const texts = new WeakMap<readonly string[], string>();

export function createStatement(strings: readonly string[], values: readonly unknown[]): Statement {
  const text = texts.get(strings) ?? strings.join('?').replaceAll(/\s+/g, ' ').trim();
  texts.set(strings, text);
  return { text, values };
}

/** @throws Error if the statement is not in the model */
export function findMeaning(
  statements: Statements,
  { text }: Statement,
): { readonly name: string; readonly means: Meaning } {
  for (const [name, { begins, means }] of Object.entries(statements)) {
    if (text.startsWith(begins)) return { name, means };
  }
  throw new Error(`add the effect of this statement to the model: ${text}`);
}

const unnested = /unnest\(([^)]*)\)(?: WITH ORDINALITY)? AS \w+ \(([^)]*)\)/;

/** The rows that a statement builds from its arrays: `unnest(…) AS name (column, column)`. */
export function unnest({ text, values }: Statement): Readonly<Record<string, unknown>>[] {
  const match = unnested.exec(text);
  if (!match) throw new Error(`no unnest(…) AS … in: ${text}`);
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

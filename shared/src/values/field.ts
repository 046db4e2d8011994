import type { JsonSchema } from './json-schema';

/**
 * One field of the contract, defined once. The checks of HTTP requests and of messages, their
 * schemas and their types are derived from it.
 */
export interface Field<T> {
  /** The rule. It gets the parsed JSON value, and never converts it. */
  readonly isValid: (value: unknown) => value is T;
  /** Completes the sentence "<field> …" in a problem, for example "must be an integer". */
  readonly requirement: string;
  /** For documents. It never rejects a value that `isValid` accepts. */
  readonly schema: JsonSchema;
  /** The name of the schema among the components of OpenAPI. A field without one is written inline. */
  readonly component?: string;
}

/** A field that a request may omit. */
export interface OptionalField<T> extends Field<T> {
  readonly defaultValue: T;
}

export function optional<T>(field: Field<T>, defaultValue: T): OptionalField<T> {
  return { ...field, defaultValue };
}

export type Fields = Readonly<Record<string, Field<unknown> | OptionalField<unknown>>>;

/** The values of the fields, by their names. */
export type ValuesOf<Some extends Fields> = {
  readonly [Name in keyof Some]: Some[Name] extends Field<infer T> ? T : never;
};

import type { JsonSchema } from './json-schema';

/**
 * One field of the contract, defined once. The checks of HTTP requests and of messages, their
 * schemas and their types are derived from it.
 */
export interface Field<T> {
  /** Validates the parsed JSON value without a type conversion. */
  readonly isValid: (value: unknown) => value is T;
  /** Completes the sentence "<field> …" in a problem, for example "must be an integer". */
  readonly requirement: string;
  /** The schema for API descriptions. It accepts every value that `isValid` accepts. */
  readonly schema: JsonSchema;
  /** The name of the OpenAPI component. A field without a name is described inline. */
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

/** The type of an object with the values of the fields. */
export type ValuesOf<Some extends Fields> = {
  readonly [Name in keyof Some]: Some[Name] extends Field<infer T> ? T : never;
};

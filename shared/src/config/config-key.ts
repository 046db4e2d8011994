/** Defines how one environment variable is read. The functions of `config-keys.ts` create keys. */
export interface ConfigKey<T> {
  /** A one-line description for operators. */
  readonly doc: string;
  /** The value if the variable is missing or empty. Without a fallback the variable is required. */
  readonly fallback?: { readonly value: T; readonly inProduction?: T };
  /**
   * Parses the text of the variable.
   * @throws Error whose message completes the sentence '<NAME> …'. It must not contain a secret
   *   value
   */
  readonly parse: (text: string) => T;
  /** If true, the fallback applies in development only, and production requires the variable. */
  readonly isRequiredInProduction?: boolean;
  /**
   * Returns why the value is not allowed in production, or null if it is allowed. The text
   * completes the sentence '<NAME> …'.
   */
  readonly findRisk?: (text: string) => string | null;
}

export type ConfigSpec = Readonly<Record<string, ConfigKey<unknown>>>;

/** The type of the object that `parseConfig` returns for a spec. */
export type ConfigOf<Spec extends ConfigSpec> = {
  readonly [Name in keyof Spec]: Spec[Name] extends ConfigKey<infer T> ? T : never;
};

/** How one environment variable is read. Built by the functions of `config-keys.ts`. */
export interface ConfigKey<T> {
  /** One line for whoever sets it. */
  readonly doc: string;
  /** The value where the variable is missing or empty. Without one the variable is required. */
  readonly fallback?: { readonly value: T; readonly inProduction?: T };
  /** @throws Error whose message completes the sentence '<NAME> …', without the value if secret */
  readonly parse: (text: string) => T;
  /** The fallback is for development: in production the variable must be given. */
  readonly isRequiredInProduction?: boolean;
  /** What makes a given value unfit for production, completing the sentence '<NAME> …'. */
  readonly findRisk?: (text: string) => string | null;
}

export type ConfigSpec = Readonly<Record<string, ConfigKey<unknown>>>;

/** What `parseConfig` makes of a spec: the same names, parsed values. */
export type ConfigOf<Spec extends ConfigSpec> = {
  readonly [Name in keyof Spec]: Spec[Name] extends ConfigKey<infer T> ? T : never;
};

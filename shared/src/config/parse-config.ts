import { customCleanEnv, EnvMissingError, makeExactValidator, type ValidatorSpec } from 'envalid';
import type { ConfigKey, ConfigOf, ConfigSpec } from './config-key';
import { findNearMisses } from './near-misses';

/** The configuration is invalid. The error lists all problems, not only the first. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(readonly problems: readonly string[]) {
    super(`the configuration is invalid:\n${problems.map((each) => `- ${each}`).join('\n')}`);
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the variables of the spec from the environment and returns a frozen object. An empty
 * variable counts as missing. With NODE_ENV=production, development defaults and passwords are
 * rejected.
 * @throws ConfigError listing all problems
 */
export function parseConfig<Spec extends ConfigSpec>(
  environment: Environment,
  spec: Spec,
): ConfigOf<Spec> {
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, text]) => text?.trim()),
  ) as Readonly<Record<string, string>>;
  const isProduction = given.NODE_ENV === 'production';
  const problems = isProduction ? findRisks(given, spec) : [];

  const config = customCleanEnv(given, validatorsOf(spec, isProduction), (clean) => clean, {
    reporter: ({ errors }) => problems.push(...Object.entries(errors).map(describe)),
  });
  if (problems.length > 0) {
    throw new ConfigError([...problems, ...findNearMisses(given, Object.keys(spec))]);
  }
  return Object.freeze({ ...(config as object) }) as ConfigOf<Spec>;
}

function validatorsOf(spec: ConfigSpec, isProduction: boolean) {
  return Object.fromEntries(
    Object.entries(spec).map(([name, key]) => [name, validatorOf(key, isProduction)]),
  );
}

function validatorOf(key: ConfigKey<unknown>, isProduction: boolean): ValidatorSpec<unknown> {
  const create = makeExactValidator(key.parse);
  const { doc: desc, fallback } = key;
  if (!fallback) return create({ desc });
  const forProduction = isProduction && 'inProduction' in fallback;
  return create({
    desc,
    default: forProduction ? fallback.inProduction : fallback.value,
  } as object);
}

function findRisks(given: Readonly<Record<string, string>>, spec: ConfigSpec): string[] {
  return Object.entries(spec).flatMap(([name, key]) => {
    const text = given[name];
    if (text === undefined) {
      const isMissing = key.isRequiredInProduction && key.fallback;
      return isMissing ? [`${name} is required in production: ${key.doc}`] : [];
    }
    const risk = key.findRisk?.(text);
    return risk ? [`${name} ${risk}`] : [];
  });
}

function describe([name, error]: [string, Error | undefined]): string {
  if (error instanceof EnvMissingError) return `${name} is missing: ${error.message}`;
  return `${name} ${error?.message ?? 'is invalid'}`;
}

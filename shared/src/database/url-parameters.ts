import allowed from './supported-parameters.json';

/**
 * Lists the parameters of a PostgreSQL URL that are not allowed. pg would ignore `schema`.
 * `options` would replace the pinned session settings.
 */
export function findForbiddenParameters(url: string): readonly string[] {
  return [...new URL(url).searchParams.keys()].filter((name) => !allowed.includes(name));
}

export function describeForbiddenParameters(names: readonly string[]): string {
  return (
    `must not contain the URL parameter ${names.map((name) => `'${name}'`).join(', ')}: ` +
    `only ${allowed.join(', ')} are supported, and tables are always in the schema public`
  );
}

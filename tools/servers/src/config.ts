/** The environment of this process, for its child processes. */
export function ownEnvironment(): NodeJS.ProcessEnv {
  return process.env;
}

/**
 * The same environment without PostgreSQL's variables. PGDATESTYLE, for example, would change a
 * server default.
 */
export function environmentWithoutPg(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^PG[A-Z]/.test(name)));
}

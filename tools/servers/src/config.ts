/** The environment of this process, for the programs that it starts. */
export function ownEnvironment(): NodeJS.ProcessEnv {
  return process.env;
}

/** The same without PostgreSQL's variables: PGDATESTYLE, for one, would change a server's default. */
export function environmentWithoutPg(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^PG[A-Z]/.test(name)));
}

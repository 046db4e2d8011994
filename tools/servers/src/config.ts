/** The environment of this process, for the programs that it starts. */
export function ownEnvironment(): NodeJS.ProcessEnv {
  return process.env;
}

/** What this process was started with, for programs that it starts in turn. */
export function ownEnvironment(): NodeJS.ProcessEnv {
  return process.env;
}

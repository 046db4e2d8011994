/** Where whoever called is: npm runs a script in the folder of its package, and tells the caller's. */
export function callerFolder(environment = process.env): string {
  return environment.INIT_CWD ?? process.cwd();
}

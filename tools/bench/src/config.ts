/**
 * The folder in which the user called npm. npm runs a script in the folder of its package and
 * passes the caller's folder as INIT_CWD.
 */
export function callerFolder(environment = process.env): string {
  return environment.INIT_CWD ?? process.cwd();
}

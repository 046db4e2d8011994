/** The suites have servers of their own: what the shell says about others is not for them. */
process.env.NODE_ENV = 'test';
for (const name of Object.keys(process.env)) {
  if (/^PG[A-Z]/.test(name)) delete process.env[name];
}

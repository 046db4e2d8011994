/** Removes PG* variables of the shell: the suites start their own servers. */
process.env.NODE_ENV = 'test';
for (const name of Object.keys(process.env)) {
  if (/^PG[A-Z]/.test(name)) delete process.env[name];
}

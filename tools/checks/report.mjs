/** Ends a check: one line where all is well, else every problem and a failing exit code. */
export function report({ subject, problems }) {
  if (problems.length === 0) {
    process.stdout.write(`✓ ${subject}\n`);
    return;
  }
  process.stderr.write(`✗ ${subject}: not so\n${problems.map((line) => `  ${line}\n`).join('')}`);
  process.exitCode = 1;
}

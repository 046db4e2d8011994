/**
 * Ends a check. Prints one line without problems; otherwise prints all problems and sets exit code
 * 1.
 */
export function report({ subject, problems }) {
  if (problems.length === 0) {
    process.stdout.write(`✓ ${subject}\n`);
    return;
  }
  process.stderr.write(`✗ ${subject}: not so\n${problems.map((line) => `  ${line}\n`).join('')}`);
  process.exitCode = 1;
}

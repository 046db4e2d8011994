/**
 * What the image starts: `audit …` or `dead-letters …`, as there is no npm to start them there.
 * The program finds its arguments where it always does, and its exit code is the answer.
 */
const usage = `docker compose run --rm operations audit [--json] [--rows N] [--help]
docker compose run --rm operations dead-letters COMMAND    (--help says which)
`;

const [program] = process.argv.splice(2, 1);

switch (program) {
  case 'audit':
    require('./audit/main');
    break;
  case 'dead-letters':
    require('./dead-letters/main');
    break;
  case '--help':
  case '-h':
    process.stdout.write(usage);
    break;
  default:
    process.stderr.write(program ? `there is no program '${program}'\n\n${usage}` : usage);
    process.exitCode = 2;
}

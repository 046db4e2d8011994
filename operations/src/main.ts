/**
 * The entry point of the image, which has no npm: `audit …`, `dead-letters …` or `topology …`. The
 * program reads its arguments as usual and sets the exit code.
 */
const usage = `docker compose run --rm operations audit [--json] [--rows N] [--help]
docker compose run --rm operations dead-letters COMMAND    (see --help)
docker compose run --rm operations topology [--compare] [--json] [--help]
`;

const [program] = process.argv.splice(2, 1);

switch (program) {
  case 'audit':
    require('./audit/main');
    break;
  case 'dead-letters':
    require('./dead-letters/main');
    break;
  case 'topology':
    require('./topology/main');
    break;
  case '--help':
  case '-h':
    process.stdout.write(usage);
    break;
  default:
    process.stderr.write(program ? `unknown program '${program}'\n\n${usage}` : usage);
    process.exitCode = 2;
}

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCheck } from './support/run-check';

const root = join(__dirname, '../../..');
const ghost = {
  name: 'ghost',
  folder: 'ghost-service',
  domain: 'ghosts',
  port: 5007,
  apiPrefix: '/api/ghosts',
  database: 'ghostsdb',
};

/** The files of the repository, as text. */
function copyRepository(): Record<string, string> {
  const listed = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    { cwd: root, encoding: 'utf8' },
  );
  const files = listed
    .split('\0')
    .filter((file) =>
      /\.(md|ya?ml|json|m?[jt]s|prisma|toml|example|dockerignore)$|Dockerfile$/.test(file),
    );
  return Object.fromEntries(files.map((file) => [file, readFileSync(join(root, file), 'utf8')]));
}

function checkWith(entries: readonly object[]) {
  const files = copyRepository();
  const services = JSON.parse(files['services.json'] ?? '[]');
  return runCheck('services.mjs', {
    ...files,
    'services.json': JSON.stringify([...services, ...entries]),
  });
}

describe('check:services', () => {
  test('accepts the services of the repository', () => {
    expect(checkWith([])).toMatchObject({ exitCode: 0 });
  });

  test('lists every missing entry of a new service, by file', () => {
    const { exitCode, output } = checkWith([ghost]);
    expect(exitCode).toBe(1);
    expect(output.split('\n').slice(1, -1)).toEqual(
      [
        ...[
          'package.json',
          'tsconfig.json',
          'jest.config.js',
          'README.md',
          'prisma/schema.prisma',
          'prisma/migrations/migration_lock.toml',
          'src/main.ts',
          'src/config.ts',
          'src/service.ts',
          'src/db/prisma.ts',
          'src/ghosts',
          'src/http/openapi.ts',
          'src/messaging/topology.ts',
          'test',
          'Dockerfile',
        ].map((file) => `ghost-service/${file} is missing`),
        `package.json does not mention '"ghost-service"'`,
        `tsconfig.json does not mention '"path": "ghost-service"'`,
        `.github/workflows/ci.yml does not mention 'ghost-service'`,
        `README.md does not mention '](ghost-service/README.md)'`,
        `README.md does not mention 'GHOST_URL'`,
        `README.md does not mention 'GHOST_PORT'`,
        `README.md does not mention 'ghostsdb'`,
        `gateway/README.md does not mention '\`/api/ghosts\`'`,
        `gateway/README.md does not mention 'GHOST_URL'`,
        `docs/messages.md does not mention 'ghost-service'`,
        `operations/package.json does not mention '"@online-shop/ghost-service"'`,
        `operations/tsconfig.json does not mention '"path": "../ghost-service"'`,
        `operations/Dockerfile does not mention 'COPY ghost-service/package.json ghost-service/'`,
        `operations/Dockerfile does not mention 'COPY ghost-service ghost-service'`,
        `operations/Dockerfile does not mention 'COPY --from=build /app/ghost-service/dist ghost-service/dist'`,
        `tools/local/package.json does not mention '"@online-shop/ghost-service"'`,
        `tools/local/tsconfig.json does not mention '"path": "../../ghost-service"'`,
        `.dockerignore does not mention '!ghost-service'`,
        `.env.example does not mention '.env.ghost-service'`,
        `.env.example does not mention 'GHOST_DB_PASSWORD'`,
        `docker-compose.yml does not mention 'ghost-service:'`,
        `docker-compose.yml does not mention 'ghost-db:'`,
        `docker-compose.yml does not mention 'ghost-migrate:'`,
        `docker-compose.yml does not mention 'ghost-data:'`,
        `docker-compose.yml does not mention 'GHOST_URL: http://ghost-service:5007'`,
        `docker-compose.scale.yml does not mention 'ghost-service:'`,
      ].map((line) => `  ${line}`),
    );
  });
});

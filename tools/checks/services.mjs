/**
 * Checks that each service of `services.json` has its required files and is named in the files that
 * cannot read the list. Reports each omission by file. Usage: `node tools/checks/services.mjs
 * [root]`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { report } from './report.mjs';
import { readServices } from './services-list.mjs';

const root = process.argv[2] ?? join(import.meta.dirname, '../..');
const services = readServices(root);

report({
  subject: `${services.length} services have all that they owe`,
  problems: services.flatMap((service) => [...findMissingFiles(service), ...findSilent(service)]),
});

/** The required files and folders of a service. */
function filesOf({ domain, isExample }) {
  return [
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
    `src/${domain}`,
    'src/http/openapi.ts',
    'src/messaging/topology.ts',
    'test',
    ...(isExample ? [] : ['Dockerfile']),
  ];
}

function findMissingFiles(service) {
  return filesOf(service)
    .map((file) => `${service.folder}/${file}`)
    .filter((file) => !existsSync(join(root, file)))
    .map((file) => `${file} is missing`);
}

/** The required mentions of the service in other files, by file. */
function mentionsOf({ name, folder, port, database, apiPrefix, isExample }) {
  const variable = (suffix) => `${name.toUpperCase()}_${suffix}`;
  const packageName = `"@online-shop/${folder.split('/').pop()}"`;
  const inDevelopment = {
    'package.json': [`"${folder}"`],
    'tsconfig.json': [`"path": "${folder}"`],
    '.github/workflows/ci.yml': [folder],
    'README.md': [`](${folder}/README.md)`],
  };
  if (isExample) return inDevelopment;
  return {
    ...inDevelopment,
    'README.md': [`](${folder}/README.md)`, variable('URL'), variable('PORT'), database],
    'gateway/README.md': [`\`${apiPrefix}\``, variable('URL')],
    'docs/messages.md': [folder],
    'operations/package.json': [packageName],
    'operations/tsconfig.json': [`"path": "../${folder}"`],
    'operations/Dockerfile': [
      `COPY ${folder}/package.json ${folder}/`,
      `COPY ${folder} ${folder}`,
      `COPY --from=build /app/${folder}/dist ${folder}/dist`,
    ],
    'tools/local/package.json': [packageName],
    'tools/local/tsconfig.json': [`"path": "../../${folder}"`],
    '.dockerignore': [`!${folder}`],
    '.env.example': [`.env.${folder}`, variable('DB_PASSWORD')],
    'docker-compose.yml': [
      `  ${folder}:`,
      `  ${name}-db:`,
      `  ${name}-migrate:`,
      `  ${name}-data:`,
      `${variable('URL')}: http://${folder}:${port}`,
    ],
    'docker-compose.scale.yml': [`  ${folder}:`],
  };
}

function findSilent(service) {
  return Object.entries(mentionsOf(service)).flatMap(([file, mentions]) => {
    const text = existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : '';
    return mentions
      .filter((mention) => !text.includes(mention))
      .map((mention) => `${file} does not mention '${mention.trim()}'`);
  });
}

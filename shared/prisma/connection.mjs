import { readFileSync } from 'node:fs';

/**
 * Files of `shared/src/database`. Migrations also run before the first build, so they read the JSON
 * files.
 */
const sessionSettings = readJson('pinned-settings');
const urlParameters = readJson('supported-parameters');

/** Returns a pg configuration with the pinned session settings of all connections. */
export function createConnectionConfig(url) {
  const options = Object.entries(sessionSettings)
    .map(([name, value]) => `-c ${name}=${value.replaceAll(/[\\ ]/g, '\\$&')}`)
    .join(' ');
  return { connectionString: url, application_name: 'migrations', options };
}

/**
 * Lists the URL parameters that Prisma or pg would ignore, and those that would replace a session
 * setting.
 */
export function findForbiddenParameters(url) {
  if (!URL.canParse(url)) return []; // Prisma reports the error.
  return [...new URL(url).searchParams.keys()].filter((name) => !urlParameters.includes(name));
}

function readJson(name) {
  const path = new URL(`../src/database/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8'));
}

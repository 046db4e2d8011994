import { readFileSync } from 'node:fs';

/** What `shared/src/database` reads too: migrations run where nothing is built. */
const sessionSettings = readJson('pinned-settings');
const urlParameters = readJson('supported-parameters');

/** A pg configuration with the session settings that every connection of this system pins. */
export function createConnectionConfig(url) {
  const options = Object.entries(sessionSettings)
    .map(([name, value]) => `-c ${name}=${value.replaceAll(/[\\ ]/g, '\\$&')}`)
    .join(' ');
  return { connectionString: url, application_name: 'migrations', options };
}

/** The URL parameters that Prisma or pg would ignore, or that would replace a session setting. */
export function findForbiddenParameters(url) {
  if (!URL.canParse(url)) return []; // Prisma says what is wrong with it.
  return [...new URL(url).searchParams.keys()].filter((name) => !urlParameters.includes(name));
}

function readJson(name) {
  const path = new URL(`../src/database/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8'));
}

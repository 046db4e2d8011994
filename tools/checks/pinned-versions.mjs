/**
 * Checks that every dependency has an exact version, the same in every workspace. Usage:
 * `node tools/checks/pinned-versions.mjs [root]`.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { report } from './report.mjs';

const exactPattern = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;

const root = process.argv[2] ?? join(import.meta.dirname, '../..');
const { workspaces } = readManifest('.');
const dependencies = ['.', ...workspaces].flatMap(listDependencies);

const firstUse = new Map();
for (const dependency of dependencies) {
  if (!firstUse.has(dependency.name)) firstUse.set(dependency.name, dependency);
}

report({
  subject: `${dependencies.length} dependencies have an exact version, the same everywhere`,
  problems: dependencies.flatMap(({ folder, name, version }) => {
    const first = firstUse.get(name);
    const problems = [];
    if (!exactPattern.test(version))
      problems.push(`${folder}: ${name} ${version} is no exact version`);
    if (version !== first.version) {
      problems.push(`${folder}: ${name} ${version}, but ${first.version} in ${first.folder}`);
    }
    return problems;
  }),
});

function listDependencies(folder) {
  const manifest = readManifest(folder);
  return ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies']
    .flatMap((kind) => Object.entries(manifest[kind] ?? {}))
    .map(([name, version]) => ({ folder, name, version }));
}

function readManifest(folder) {
  return JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
}

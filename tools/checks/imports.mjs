/**
 * Checks every import of every workspace against import-rules.mjs: `node tools/checks/imports.mjs
 * [root]`. It reads the parsed source, so types, re-exports and `import()` count and comments do
 * not.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { parseSync } from '@swc/core';
import { matches } from './glob.mjs';
import { importRulesOf } from './import-rules.mjs';
import { report } from './report.mjs';
import { readServices } from './services-list.mjs';

const root = process.argv[2] ?? join(import.meta.dirname, '../..');
const importRules = importRulesOf(readServices(root));
const { workspaces } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
/** The folder of each workspace by the last part of its name: `local` is `tools/local`. */
const folderOf = new Map(workspaces.map((workspace) => [posix.basename(workspace), workspace]));
const files = workspaces.flatMap(listSources);

report({
  subject: `${files.length} files keep the import rules`,
  problems: files.flatMap((file) =>
    listImports(file).flatMap((specifier) => findProblems(file, specifier)),
  ),
});

function listSources(workspace) {
  return ['src', 'test']
    .map((folder) => `${workspace}/${folder}`)
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true }).map((name) => `${folder}/${name}`),
    )
    .filter((file) => file.endsWith('.ts') && !file.includes('/generated/'));
}

function listImports(file) {
  const specifiers = new Set();
  const source = readFileSync(join(root, file), 'utf8');
  visit(parseSync(source, { syntax: 'typescript', target: 'es2023' }), (node) => {
    const specifier = specifierOf(node);
    if (specifier) specifiers.add(specifier);
  });
  return [...specifiers];
}

function visit(node, see) {
  if (node === null || typeof node !== 'object') return;
  if (node.type) see(node);
  for (const child of Object.values(node)) visit(child, see);
}

function specifierOf(node) {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration':
      return node.source?.value;
    case 'TsExternalModuleReference':
      return node.expression.value;
    case 'TsImportType':
      return node.argument.value;
    case 'CallExpression': {
      const { callee } = node;
      const isImport = callee.type === 'Import' || callee.value === 'require';
      return isImport ? node.arguments[0]?.expression.value : undefined;
    }
    default:
      return undefined;
  }
}

function findProblems(file, specifier) {
  const target = resolve(file, specifier);
  const name = file.replace(/\.ts$/, '');
  const broken = importRules
    .filter(({ who }) => matches(name, who))
    .filter(({ never, only }) => (only ? !matches(target, ...only) : matches(target, ...never)))
    .map(({ because }) => `${file} imports ${specifier}: ${because}`);
  const leavesWorkspace = specifier.startsWith('.') && workspaceOf(target) !== workspaceOf(file);
  return leavesWorkspace
    ? [...broken, `${file} imports ${specifier}: another workspace is imported by its name`]
    : broken;
}

/**
 * Returns the file in this repository without extension, or the name of the package or Node module.
 */
function resolve(file, specifier) {
  if (specifier.startsWith('.')) return posix.join(dirname(file), specifier);
  const own = /^@online-shop\/([^/]+)\/?(.*)$/.exec(specifier);
  if (own) return `${folderOf.get(own[1]) ?? own[1]}/src/${own[2]}`;
  const depth = specifier.startsWith('@') ? 2 : 1;
  return specifier.split('/').slice(0, depth).join('/');
}

function workspaceOf(file) {
  return workspaces.find((workspace) => file.startsWith(`${workspace}/`));
}

/**
 * Checks that every GitHub action is pinned to a commit, with its tag in a comment. A tag can be
 * moved to other code. Usage: `node tools/checks/pinned-actions.mjs [root]`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { report } from './report.mjs';

const pinnedPattern = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;

const root = process.argv[2] ?? join(import.meta.dirname, '../..');
const folder = '.github';
const uses = readdirSync(join(root, folder), { recursive: true })
  .filter((file) => /\.ya?ml$/.test(file))
  .flatMap((file) => listUses(join(folder, file)))
  .filter(({ action }) => !action.startsWith('./'));

report({
  subject: `${uses.length} uses of GitHub actions name a commit and its tag`,
  problems: uses
    .filter(({ action }) => !pinnedPattern.test(action))
    .map(({ file, action }) => `${file}: ${action} is not owner/action@commit # vX.Y.Z`),
});

function listUses(file) {
  const text = readFileSync(join(root, file), 'utf8');
  return [...text.matchAll(/^\s*(?:- )?uses:\s*(.+?)\s*$/gm)].map(([, action]) => ({
    file,
    action,
  }));
}

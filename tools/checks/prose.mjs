/**
 * The prose has none of the habits that make a reader read a sentence twice, and no commit subject has
 * more than 72 characters: `node tools/checks/prose.mjs [root]`. CONTRIBUTING.md says how we write.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { report } from './report.mjs';

/** What to write instead, by the habit. */
const habits = [
  [/\bwho(so|m)?ever\b/, 'name the person, the process or the request'],
  [/\bin vain\b/, 'failed'],
  [/\bbut for\b/, 'except'],
  [/\bbe it\b/, 'state the cases'],
  [/\bover and over\b/, 'repeatedly, or state how often'],
  [/\b(tells?|told) of\b/, 'name what it contains or reports'],
  [/\b(is|are|was|were) away\b/, 'unavailable'],
  [/\bputs? off\b|\bputting off\b/, 'delay, reschedule, reject'],
  [/\b(gives?|gave|given) back\b/, 'return, requeue'],
  // The user of that name is quoted.
  [/(?<!['"`/])\bnobody\b(?!['"`])|\bno one\b/, 'name the component that does not act'],
  [/\bstrangers?\b/, 'foreign, unknown'],
  [/\banew\b/, 'again, recreated'],
  [/\bas often as\b/, 'state how often'],
  [/\bprocessor time\b/, 'CPU time'],
  [/(?<!dead[- ])(?<!capital )\bletters? that\b/, 'dead letter, message'],
];
const maxSubjectLength = 72;
/** The first commit that keeps to the subject's length. */
const firstCheckedCommit = 'fe1ad9a';

const root = process.argv[2] ?? join(import.meta.dirname, '../..');
const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).split('\n');
const files = git('ls-files', '-co', '--exclude-standard').filter(
  (file) =>
    /\.(ts|mjs|js|md|ya?ml|prisma|sql)$/.test(file) &&
    !/^(CHANGELOG\.md$|tools\/checks\/(prose\.mjs|test\/prose\.test\.ts)$)/.test(file) &&
    !/\/migrations\//.test(file) &&
    existsSync(join(root, file)),
);

report({
  subject: `${files.length} files are written plainly`,
  problems: [...files.flatMap(findHabits), ...findLongSubjects()],
});

function findHabits(file) {
  return readFileSync(join(root, file), 'utf8')
    .split('\n')
    .flatMap((line, i) =>
      habits
        .filter(([habit]) => habit.test(line.toLowerCase()))
        .map(([habit, instead]) => {
          const [words] = habit.exec(line.toLowerCase());
          return `${file}:${i + 1} says '${words}': ${instead}`;
        }),
    );
}

/** In a shallow clone only the commits that are there. */
function findLongSubjects() {
  const since = isKnown(firstCheckedCommit) ? `${firstCheckedCommit}..HEAD` : 'HEAD';
  return git('log', '--format=%h %s', since)
    .filter((line) => line.slice(line.indexOf(' ') + 1).length > maxSubjectLength)
    .map((line) => `the subject of commit ${line} has more than ${maxSubjectLength} characters`);
}

function isKnown(commit) {
  try {
    const args = ['merge-base', '--is-ancestor', commit, 'HEAD'];
    execFileSync('git', args, { cwd: root, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

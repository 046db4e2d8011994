import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from './problem';
import { readCommandLine } from './process/command-line';

/** What a folder can be unusable for, by the system's error code. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EEXIST: 'it is not a folder',
  ENOTDIR: 'it is not in a folder',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
};

/**
 * Makes the folder where it is missing, and takes it for this process alone.
 *
 * The claim is a file with the process's id. One that was left by a killed process is taken over:
 * its id belongs to nobody, or to a process that was called otherwise.
 * @returns what gives the claim back
 * @throws Problem where the folder cannot be used, or another `npm start` uses it
 */
export function claimDataFolder(folder: string): () => void {
  const claim = join(folder, 'npm-start.pid');
  try {
    mkdirSync(folder, { recursive: true });
    const holder = findHolder(claim);
    if (holder) {
      throw new Problem(
        `The shop is already running on ${folder} (process ${holder}). Stop it with Ctrl-C where ` +
          `it was started, or with: kill ${holder}`,
      );
    }
    rmSync(claim, { force: true });
    writeFileSync(claim, String(process.pid), { flag: 'wx' });
  } catch (error) {
    if (error instanceof Problem) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Problem(`${folder} cannot be used: ${reasons[code ?? ''] ?? message}.`);
  }
  return () => rmSync(claim, { force: true });
}

function findHolder(claim: string): number | undefined {
  const pid = readPid(claim);
  if (!pid || pid === process.pid) return undefined;
  return readCommandLine(pid).includes('local/dist/main.js') ? pid : undefined;
}

function readPid(claim: string): number | undefined {
  try {
    return Number(readFileSync(claim, 'utf8'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

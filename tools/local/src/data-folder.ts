import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Problem } from '@online-shop/servers/problem';
import { readCommandLine } from '@online-shop/servers/process/command-line';

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
 * The claim is a file with the process's id and how it was called. One that was left by a killed
 * process is taken over: its id belongs to nobody, or to a process that was called otherwise.
 * @returns what gives the claim back
 * @throws Problem where the folder cannot be used, or another `npm start` uses it
 */
export function claimDataFolder(folder: string): () => void {
  const claim = join(folder, 'npm-start.pid');
  try {
    mkdirSync(folder, { recursive: true });
    const holder = takeOrFindHolder(claim);
    if (holder) {
      throw new Problem(
        `The shop is already running on ${folder} (process ${holder}). Stop it with Ctrl-C where ` +
          `it was started, or with: kill ${holder}`,
      );
    }
  } catch (error) {
    if (error instanceof Problem) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Problem(`${folder} cannot be used: ${reasons[code ?? ''] ?? message}.`);
  }
  return () => rmSync(claim, { force: true });
}

/** Undefined where this process has taken it. It is complete by the time that it has its name. */
function takeOrFindHolder(claim: string): number | undefined {
  const draft = `${claim}.${process.pid}`;
  writeFileSync(draft, `${process.pid} ${readCommandLine(process.pid)}`);
  try {
    while (!tryToLink(draft, claim)) {
      const holder = findHolder(claim);
      if (holder) return holder;
      rmSync(claim, { force: true });
    }
    return undefined;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** False where there is a file of that name. */
function tryToLink(file: string, name: string): boolean {
  try {
    linkSync(file, name);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function findHolder(claim: string): number | undefined {
  const [, pid, commandLine] = /^(\d+) (.+)$/s.exec(readClaim(claim)) ?? [];
  if (!pid || Number(pid) === process.pid) return undefined;
  return readCommandLine(Number(pid)) === commandLine ? Number(pid) : undefined;
}

function readClaim(claim: string): string {
  try {
    return readFileSync(claim, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

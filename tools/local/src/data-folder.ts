import {
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { Problem } from '@online-shop/servers/problem';
import { readCommandLine } from '@online-shop/servers/process/command-line';

/** Why a folder cannot be used, by the error code of the system. */
const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EEXIST: 'it is not a folder',
  ENOTDIR: 'it is not in a folder',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  ENOENT: 'no folder can be created there',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'it is a symbolic link to itself',
};

export interface DataFolderClaim {
  /** Whether the previous `npm start` was killed and left its claim behind. */
  readonly wasLeft: boolean;
  release(): void;
}

/**
 * Creates the folder if it is missing, and claims it for this process.
 *
 * The claim is a file with the process ID and the command line. A claim of a killed process is
 * taken over: no process has its ID, or one with another command line.
 * @throws Problem if the folder cannot be used, or if another `npm start` uses it
 */
export function claimDataFolder(folder: string): DataFolderClaim {
  const claim = claimIn(folder);
  let wasLeft: boolean;
  try {
    makeFolder(folder);
    wasLeft = existsSync(claim);
    const holder = takeOrFindHolder(claim);
    if (holder) throw alreadyRunning(folder, holder);
  } catch (error) {
    throw problemOf(error, folder);
  }
  return { wasLeft, release: () => rmSync(claim, { force: true }) };
}

/**
 * Checks that no other `npm start` uses the folder. Claims nothing.
 * @throws Problem if another `npm start` uses the folder, or if the folder cannot be used
 */
export function refuseSecondStart(folder: string): void {
  try {
    const holder = findHolder(claimIn(folder));
    if (holder) throw alreadyRunning(folder, holder);
  } catch (error) {
    throw problemOf(error, folder);
  }
}

const claimIn = (folder: string) => join(folder, 'npm-start.pid');

function alreadyRunning(folder: string, holder: number): Problem {
  return new Problem(
    `The shop is already running on ${folder} (process ${holder}). Stop it with Ctrl-C where ` +
      `it was started, or with: kill ${holder}`,
  );
}

function problemOf(error: unknown, folder: string): Problem {
  if (error instanceof Problem) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  return new Problem(`${folder} cannot be used: ${reasons[code ?? ''] ?? message}.`);
}

/**
 * Creates missing folders one by one, because the recursive mkdir of Node never returns within
 * /proc.
 */
function makeFolder(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && statSync(folder).isDirectory()) return;
    if (code !== 'ENOENT' || dirname(folder) === folder) throw error;
    makeFolder(dirname(folder));
    mkdirSync(folder);
  }
}

/**
 * Claims the folder, or returns the ID of the process that holds the claim. The claim file is
 * complete before it gets its final name.
 */
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

/** Returns false if a file of that name exists. */
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
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return '';
    throw error;
  }
}

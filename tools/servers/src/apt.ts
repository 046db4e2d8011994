import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Installs a Debian package if this user is root on Debian or Ubuntu. Otherwise does nothing. */
export function installPackage(name: string): void {
  const isRoot = process.getuid?.() === 0;
  if (!isRoot || !existsSync('/usr/bin/apt-get')) return;
  // Another test process may install the package at the same time.
  const options = ['-y', '-q', '-o', 'DPkg::Lock::Timeout=300'];
  const install = [...options, 'install', '--no-install-recommends', name];
  if (runApt(install)) return;
  runApt([...options, 'update']);
  runApt(install);
}

function runApt(args: readonly string[]): boolean {
  return spawnSync('apt-get', args, { stdio: 'ignore' }).status === 0;
}

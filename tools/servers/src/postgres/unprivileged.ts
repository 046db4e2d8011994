/**
 * PostgreSQL refuses to run as root. Where this process is root (a container, a fresh machine), its
 * programs run as an unprivileged user instead, and the data directory belongs to that user.
 *
 * That user cannot enter a folder such as /root. There, `setpriv` starts the programs with the one
 * capability of root that they need: to go where file permissions would keep them out.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { Problem } from '../problem';

export interface User {
  readonly uid: number;
  readonly gid: number;
}

export interface Invocation {
  readonly command: string;
  readonly args: readonly string[];
  readonly user?: User;
}

/** @returns undefined where this process is not root and its programs run as it does */
export function findUnprivilegedUser(dataDir: string): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  if (existsSync(dataDir)) {
    const { uid, gid } = statSync(dataDir); // as whoever ran it before
    if (uid !== 0) return { uid, gid };
  }
  for (const name of ['postgres', 'nobody']) {
    const user = findUser(name);
    if (user) return user;
  }
  throw new Problem(
    'PostgreSQL does not run as root, and there is no user "postgres" or "nobody" to run it as: ' +
      'run this command as another user.',
  );
}

function findUser(name: string): User | undefined {
  const id = (flag: string) =>
    Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined; // no such user
  }
}

/** How the user, if it is not this process's own, runs a program that uses these folders. */
export function invocationAs(
  user: User | undefined,
  program: { readonly command: string; readonly args: readonly string[] },
  folders: readonly string[],
): Invocation {
  if (!user) return program;
  if (folders.every((folder) => canEnter(user, folder))) return { ...program, user };
  return {
    command: 'setpriv',
    args: [
      `--reuid=${user.uid}`,
      `--regid=${user.gid}`,
      '--clear-groups',
      // access(2) would judge by the user id alone, whatever the capabilities, but for this bit.
      '--securebits=+no_setuid_fixup',
      '--inh-caps=+dac_override',
      '--ambient-caps=+dac_override',
      program.command,
      ...program.args,
    ],
  };
}

/** Whether all the folders on the way, and the folder itself, let the user through. */
function canEnter(user: User, folder: string): boolean {
  const { mode, uid, gid } = statSync(folder);
  const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0;
  const mayEnter = ((mode >> shift) & 0o1) === 0o1;
  const parent = dirname(folder);
  return mayEnter && (parent === folder || canEnter(user, parent));
}

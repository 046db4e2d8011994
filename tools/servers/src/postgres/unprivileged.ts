/**
 * PostgreSQL refuses to run as root. If this process is root (in a container or on a new machine),
 * the PostgreSQL programs run as an unprivileged user, who owns the data directory.
 *
 * That user may have no access to a folder such as /root. Then `setpriv` starts the programs with
 * one capability of root: to bypass file permissions.
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

/**
 * Finds the user for the PostgreSQL programs. Returns undefined if this process is not root and can
 * run them itself.
 */
export function findUnprivilegedUser(dataDir: string): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  if (existsSync(dataDir)) {
    const { uid, gid } = statSync(dataDir); // The owner is the user of the previous run.
    if (uid !== 0) return { uid, gid };
  }
  for (const name of ['postgres', 'nobody']) {
    const user = findUser(name);
    if (user) return user;
  }
  throw new Problem(
    'PostgreSQL does not run as root, and the users "postgres" and "nobody" do not exist: ' +
      'run this command as another user.',
  );
}

function findUser(name: string): User | undefined {
  const id = (flag: string) =>
    Number(execFileSync('id', [flag, name], { stdio: ['ignore', 'pipe', 'ignore'] }));
  try {
    return { uid: id('-u'), gid: id('-g') };
  } catch {
    return undefined; // The user does not exist.
  }
}

/**
 * Returns the command that runs the program as the user with access to the folders. Returns the
 * program unchanged without a user.
 */
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
      // Without this bit, access(2) checks only the user ID and ignores the capability.
      '--securebits=+no_setuid_fixup',
      '--inh-caps=+dac_override',
      '--ambient-caps=+dac_override',
      program.command,
      ...program.args,
    ],
  };
}

/** Whether the user can enter the folder and all of its parents. */
function canEnter(user: User, folder: string): boolean {
  const { mode, uid, gid } = statSync(folder);
  const shift = uid === user.uid ? 6 : gid === user.gid ? 3 : 0;
  const mayEnter = ((mode >> shift) & 0o1) === 0o1;
  const parent = dirname(folder);
  return mayEnter && (parent === folder || canEnter(user, parent));
}

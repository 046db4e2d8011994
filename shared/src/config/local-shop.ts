/**
 * Where the shop of `npm start` is: its bus, its databases, its gateway.
 *
 * `npm start` writes these addresses to `shop.json` in its data folder, and the commands that work on
 * a running shop read them there. The file stays after a stop: dead letters on RabbitMQ outlive
 * the shop. Only its owner can read it, since a bus URL may hold a password.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConfigError } from './parse-config';

export interface LocalShop {
  readonly busUrl: string;
  readonly ordersDatabaseUrl: string;
  readonly paymentsDatabaseUrl: string;
  readonly gatewayUrl: string;
}

const root = join(__dirname, '../../..');

/** The data folder that DATA_DIR names: `.data` by default; a relative one is in the root folder. */
export function dataFolder(text = ''): string {
  return resolve(root, text.trim() || '.data');
}

/** Replaces the file at once: a reader gets the old addresses or the new ones. */
export function writeLocalShop(folder: string, shop: LocalShop): void {
  const draft = `${fileIn(folder)}.new`;
  writeFileSync(draft, `${JSON.stringify(shop, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, fileIn(folder));
}

/**
 * @returns undefined if no shop was started on this data folder
 * @throws ConfigError if the file cannot be read, so that no command works on the wrong shop
 */
export function readLocalShop(folder: string): LocalShop | undefined {
  try {
    return JSON.parse(readFileSync(fileIn(folder), 'utf8')) as LocalShop;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new ConfigError([`the addresses of npm start in ${fileIn(folder)}: ${message}`]);
  }
}

const fileIn = (folder: string) => join(folder, 'shop.json');

/**
 * The addresses of the shop that `npm start` runs: its bus, its databases and its gateway.
 *
 * `npm start` writes these addresses to `shop.json` in its data folder. The commands for a running
 * shop read this file. The file remains after the shop has stopped, because the dead letters on
 * RabbitMQ also remain. Only the owner of the file can read it, because a bus URL may contain a
 * password.
 */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ConfigError } from './parse-config';

export interface LocalShop {
  readonly busUrl: string;
  readonly gatewayUrl: string;
  /** Of each service that runs: `ordersDatabaseUrl` for `orders`. */
  readonly [databaseUrl: DatabaseUrlKey]: string;
}

type DatabaseUrlKey = `${string}DatabaseUrl`;

export function databaseUrlKey(serviceName: string): DatabaseUrlKey {
  return `${serviceName}DatabaseUrl`;
}

const root = join(__dirname, '../../..');

/** Resolves DATA_DIR. Defaults to `.data`. A relative path is relative to the root folder. */
export function dataFolder(text = ''): string {
  return resolve(root, text.trim() || '.data');
}

/** Replaces the file atomically: a concurrent reader gets either the old or the new addresses. */
export function writeLocalShop(folder: string, shop: LocalShop): void {
  const draft = `${fileIn(folder)}.new`;
  writeFileSync(draft, `${JSON.stringify(shop, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, fileIn(folder));
}

/**
 * Reads the addresses from `shop.json`.
 * @returns undefined if `npm start` has not used this data folder
 * @throws ConfigError if the file cannot be read, so that no command uses the wrong shop
 */
export function readLocalShop(folder: string): LocalShop | undefined {
  try {
    return JSON.parse(readFileSync(fileIn(folder), 'utf8')) as LocalShop;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw new ConfigError([
      `cannot read the addresses of npm start: ${fileIn(folder)}: ${message}`,
    ]);
  }
}

const fileIn = (folder: string) => join(folder, 'shop.json');

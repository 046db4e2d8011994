import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import { createConnectionConfig } from './connection.mjs';

/** PostgreSQL's type `"char"`, a single byte, which only its catalog uses. */
const charType = 18;
const textType = 25;

/** Of the migration that is being applied; a shadow database has no record of any. */
const markFinished = `
;DO $$ BEGIN
  IF to_regclass('_prisma_migrations') IS NOT NULL THEN
    UPDATE _prisma_migrations SET finished_at = now()
      WHERE finished_at IS NULL AND rolled_back_at IS NULL;
  END IF;
END $$`;
/** What PostgreSQL does in no transaction, and so with nothing else. */
const nonTransactional = /\bCONCURRENTLY\b/i;

/**
 * PrismaPg with the three gaps closed that migrations fall into (adapter 7.10): it cannot read the
 * catalog's `"char"` columns; it cuts a migration at every semicolon, also within a function or a
 * comment; and it drops a shadow database while it is still connected to it.
 */
export class MigrationPg extends PrismaPg {
  #url;

  constructor(url) {
    super(createConnectionConfig(url));
    this.#url = url;
  }

  async connect() {
    return runningWholeScripts(readingCatalogChars(await super.connect()));
  }

  async connectToShadowDb() {
    const name = `prisma_migrate_shadow_db_${randomUUID()}`;
    const main = readingCatalogChars(await super.connect());
    await main.executeScript(`CREATE DATABASE "${name}"`);

    const url = new URL(this.#url);
    url.pathname = name;
    const shadow = await new MigrationPg(url.href).connect();
    const disconnect = shadow.dispose.bind(shadow);
    shadow.dispose = async () => {
      await disconnect();
      await main.executeScript(`DROP DATABASE "${name}" WITH (FORCE)`);
      await main.dispose();
    };
    return shadow;
  }
}

/** Each query runs through a client that shows `"char"` as text, and reports it as a character. */
function readingCatalogChars(adapter) {
  const { client, queryRaw } = adapter;

  adapter.queryRaw = async (query) => {
    let types = [];
    const textClient = {
      query: async (config) => {
        const result = await client.query(config);
        types = result.fields.map((field) => field.dataTypeID);
        for (const field of result.fields) {
          if (field.dataTypeID === charType) field.dataTypeID = textType;
        }
        return result;
      },
    };
    const view = Object.create(adapter, { client: { value: textClient } });
    const result = await queryRaw.call(view, query);
    const columnTypes = result.columnTypes.map((columnType, column) =>
      types[column] === charType ? ColumnTypeEnum.Character : columnType,
    );
    return { ...result, columnTypes };
  };
  return adapter;
}

/**
 * PostgreSQL takes a script as it is, and makes it one transaction, with the mark that it is
 * finished: killed at any moment, both have taken effect or neither.
 */
function runningWholeScripts(adapter) {
  const { client } = adapter;

  adapter.executeScript = async (script) => {
    try {
      await client.query(nonTransactional.test(script) ? script : script + markFinished);
    } catch (error) {
      adapter.onError(error);
    }
  };
  return adapter;
}

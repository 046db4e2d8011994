import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils';
import { createConnectionConfig } from './connection.mjs';

/** OID of the type `"char"`, a single byte. Only the catalog uses this type. */
const charType = 18;
const textType = 25;

/** Marks the running migration as finished. A shadow database has no migration records. */
const markFinished = `
;DO $$ BEGIN
  IF to_regclass('_prisma_migrations') IS NOT NULL THEN
    UPDATE _prisma_migrations SET finished_at = now()
      WHERE finished_at IS NULL AND rolled_back_at IS NULL;
  END IF;
END $$`;
/**
 * Statements that PostgreSQL runs only outside a transaction, and so not together with the finished
 * mark.
 */
const nonTransactional = /\bCONCURRENTLY\b/i;

/**
 * PrismaPg without three limits that affect migrations (adapter 7.10). The adapter cannot read
 * `"char"` columns of the catalog. It splits a migration at every semicolon, even inside a function
 * or a comment. It drops a shadow database while it is still connected to it.
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

/** Runs each query through a client that reads `"char"` as text and reports it as a character. */
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
 * Sends each script and its finished mark to PostgreSQL as one request, which PostgreSQL runs as
 * one transaction. If the process is killed, either both take effect or neither does.
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

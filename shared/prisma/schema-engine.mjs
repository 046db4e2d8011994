#!/usr/bin/env node
/**
 * Replaces the native schema engine of Prisma: `PRISMA_SCHEMA_ENGINE_BINARY` names this program.
 *
 * It runs the same engine in its official WebAssembly build, over node-postgres. It supports the
 * two protocols of the CLI:
 * - `… --datasource {"url"} cli <command>`: runs one database command. The exit code and stderr
 *   report the result.
 * - `… --datamodels <file> --datasource {"url"}`: serves JSON-RPC, one message per line, until
 *   stdin closes.
 */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { databaseCommands } from './database-commands.mjs';
import { deployRequests } from './deploy-migrations.mjs';
import { developRequests } from './develop-migrations.mjs';
import { MigrationPg } from './migration-pg.mjs';
import { panicMessage, SchemaEngine } from './wasm-engine.mjs';

/** The JSON-RPC error code of the engine. The CLI shows the message. */
const engineErrorCode = 4466;
/** The exit code of the native engine after a panic. */
const panicExitCode = 101;

/** The requests that need more than the engine. */
const requests = { ...developRequests, ...deployRequests };

const { values, positionals } = parseArgs({
  allowPositionals: true,
  strict: false, // The CLI passes options of the native build.
  options: {
    datamodels: { type: 'string', multiple: true },
    datasource: { type: 'string' },
  },
});
const url = values.datasource && JSON.parse(values.datasource).url;

if (positionals[0] === 'cli') {
  await runDatabaseCommand(positionals[1]);
} else {
  await serveRequests(await createEngine());
}

async function runDatabaseCommand(name) {
  try {
    await databaseCommands[name](url);
  } catch (error) {
    logError({ message: error.message, error_code: error.prismaCode, is_panic: false });
    process.exitCode = 1;
  }
}

/** `generate`, `validate` and diffs between files run without a database. */
function createEngine() {
  const datamodels = values.datamodels?.map((file) => [file, readFileSync(file, 'utf8')]);
  const adapters = url ? new MigrationPg(url) : new PrismaPg({});
  return SchemaEngine.new({ datamodels }, () => {}, bindMigrationAwareSqlAdapterFactory(adapters));
}

/** The engine keeps state between requests, so requests run one after another. */
async function serveRequests(engine) {
  // After a panic the promise of an awaited call never settles. The panic is reported here instead.
  process.on('uncaughtException', (error) => {
    logError({ message: panicMessage() ?? error.message, is_panic: true });
    process.exit(panicExitCode);
  });
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, method, params } = JSON.parse(line);
    if (method) await answer(engine, { id, method, params }); // Otherwise it is the response to `print`.
  }
  process.exit(); // The engine's connection pool would keep the process alive.
}

async function answer(engine, { id, method, params }) {
  try {
    const request = requests[method];
    const result = (await (request ? request(engine, params, url) : engine[method](params))) ?? {};
    // The native engine sends a diff as a separate `print` request with its own ID.
    if (method === 'diff' && result.stdout) {
      send({ id: `print-${id}`, method: 'print', params: { content: result.stdout } });
    }
    send({ id, result });
  } catch (error) {
    const data = { is_panic: false, message: error.message };
    send({ id, error: { code: engineErrorCode, message: error.message, data } });
  }
}

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}

/** The CLI skips the first line of stderr before it parses the others. */
function logError(fields) {
  const line = { level: 'ERROR', fields, target: 'schema_engine::logger' };
  process.stderr.write(`\n${JSON.stringify(line)}`);
}

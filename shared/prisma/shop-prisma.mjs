#!/usr/bin/env node
/**
 * Runs the Prisma CLI of the current workspace: `shop-prisma migrate deploy`, `shop-prisma studio`.
 *
 * By default the CLI downloads a native schema engine, checks for updates and sends telemetry. This
 * program gives the CLI the schema engine of this folder and disables the update check and the
 * telemetry. So the CLI uses only the packages in node_modules, at the versions of the lock file.
 *
 * If DATABASE_URL is not set, the CLI uses the database of `npm start`.
 */
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findForbiddenParameters } from './connection.mjs';
import { findEmbeddedPostgresPort } from './embedded-postgres.mjs';
import { isGenerated } from './is-generated.mjs';

const config = fileURLToPath(new URL('prisma.config.ts', import.meta.url));

/** EX_CONFIG of sysexits.h. */
const configErrorExitCode = 78;

/** Unsets PGSSLMODE and similar variables, which are meant for another server. */
const withoutPgVariables = Object.fromEntries(
  Object.keys(process.env).flatMap((name) => (/^PG[A-Z]/.test(name) ? [[name, undefined]] : [])),
);

const args = withoutBrowser(process.argv.slice(2));
const forbidden = needsDatabase(args)
  ? findForbiddenParameters(process.env.DATABASE_URL ?? '')
  : [];

if (args[0] === 'generate' && isGenerated()) {
  // The output is up to date.
} else if (forbidden.length > 0) {
  process.stderr.write(
    `DATABASE_URL must not contain the URL parameter ${forbidden.join(', ')}: ` +
      'it would be ignored, and tables are always in the schema public.\n',
  );
  process.exitCode = configErrorExitCode;
} else if (process.env.DATABASE_URL || !needsDatabase(args)) {
  runPrisma({});
} else {
  const port = findEmbeddedPostgresPort();
  if (port) {
    runPrisma({ ...withoutPgVariables, POSTGRES_PORT: port });
  } else {
    process.stderr.write(
      'No database: the embedded PostgreSQL is not running and DATABASE_URL is not set.\n' +
        'Run `npm start` in the root folder, or set DATABASE_URL.\n',
    );
    process.exitCode = 1;
  }
}

/**
 * Studio prints its address and opens no browser. On a machine without a browser, Studio would
 * exit.
 */
function withoutBrowser(given) {
  const isAsked = given.some((arg) => arg === '-b' || arg.startsWith('--browser'));
  return given[0] === 'studio' && !isAsked ? [...given, '--browser', 'none'] : given;
}

function needsDatabase([command, subcommand]) {
  if (command === 'migrate') return subcommand !== undefined && subcommand !== 'diff';
  return command === 'studio' || command === 'db';
}

function runPrisma(environment) {
  const workspace = createRequire(join(process.cwd(), 'package.json'));
  const command = [workspace.resolve('prisma/build/index.js'), ...args, '--config', config];
  const child = spawn(process.execPath, command, {
    stdio: 'inherit',
    env: {
      ...process.env,
      ...environment,
      PRISMA_SCHEMA_ENGINE_BINARY: fileURLToPath(new URL('schema-engine.mjs', import.meta.url)),
      CHECKPOINT_DISABLE: '1',
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
    },
  });
  // The terminal also sends Ctrl-C to the CLI. This process waits until the CLI exits.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('error', (error) => {
    process.stderr.write(`The Prisma CLI could not be started: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + constants.signals[signal];
  });
}

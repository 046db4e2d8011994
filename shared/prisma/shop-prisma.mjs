#!/usr/bin/env node
/**
 * Runs the Prisma CLI of the calling workspace: `shop-prisma migrate deploy`, `shop-prisma studio`.
 *
 * The CLI would download a native schema engine, check for updates and send telemetry. Here it gets
 * the engine beside this file instead, and is told to do neither: nothing is fetched but what
 * `npm install` put into node_modules, at the versions of the lock file.
 *
 * All workspaces share prisma.config.ts beside this file. Without DATABASE_URL it names the database
 * of `npm start`.
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

/** For the database of `npm start`: PGSSLMODE and the like are about another server. */
const withoutPgVariables = Object.fromEntries(
  Object.keys(process.env).flatMap((name) => (/^PG[A-Z]/.test(name) ? [[name, undefined]] : [])),
);

const args = withoutBrowser(process.argv.slice(2));
const forbidden = needsDatabase(args)
  ? findForbiddenParameters(process.env.DATABASE_URL ?? '')
  : [];

if (args[0] === 'generate' && isGenerated()) {
  // Nothing to do, as with any build step whose inputs are older than its output.
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
      'There is no database to work on: the embedded PostgreSQL is not running.\n' +
        'Start it with `npm start` in the root folder, or name another one in DATABASE_URL.\n',
    );
    process.exitCode = 1;
  }
}

/** Studio says where it is, and opens no browser: where there is none to open, it would end. */
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
  // Ctrl-C reaches the CLI through the terminal as well; this process waits for it to end.
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

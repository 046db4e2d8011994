import { execFile } from 'node:child_process';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { findFreePort } from '@online-shop/servers/ports';
import { withClient } from '@online-shop/servers/postgres/with-client';
import { startProgram } from '@online-shop/servers/process/program';
import { makeTestDatabase, type TestDatabase } from '@online-shop/test-kit/test-database';
import type { Client } from 'pg';

jest.setTimeout(120_000);

const root = join(__dirname, '../../../..');
const schema = `
generator client {
  provider        = "prisma-client"
  output          = "../generated"
  previewFeatures = ["partialIndexes"]
}
datasource db {
  provider = "postgresql"
}
model Message {
  id          Int       @id
  publishedAt DateTime?
  @@index([id], where: raw("\\"publishedAt\\" IS NULL"), map: "message_pending_idx")
}
`;
const functionWithSemicolons = `
-- One statement; it holds several semicolons.
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'no; never';
END;
$$;
`;

describe('shop-prisma', () => {
  const workspace = mkdtempSync(join(tmpdir(), 'online-shop-prisma-'));
  const migrations = join(workspace, 'prisma/migrations');
  let database: TestDatabase;

  beforeAll(async () => {
    database = await makeTestDatabase();
    mkdirSync(join(workspace, 'prisma'));
    symlinkSync(join(root, 'node_modules'), join(workspace, 'node_modules'));
    writeFileSync(join(workspace, 'package.json'), '{}');
    writeFileSync(join(workspace, 'prisma/schema.prisma'), schema);
  });
  afterAll(async () => {
    await database.drop();
    rmSync(workspace, { recursive: true, force: true });
  });

  const shopPrisma = async (
    args: readonly string[],
    environment: Readonly<Record<string, string>> = { DATABASE_URL: database.url },
  ) => {
    const command = [join(root, 'shared/prisma/shop-prisma.mjs'), ...args];
    const { stdout } = await promisify(execFile)(process.execPath, command, {
      cwd: workspace,
      env: { PATH: process.env.PATH, ...environment },
    });
    return stdout;
  };
  const matchesSchema = [
    ...['migrate', 'diff', '--exit-code'],
    ...['--from-migrations', 'prisma/migrations', '--to-schema', 'prisma/schema.prisma'],
  ];

  it('creates and applies a migration with a partial index', async () => {
    await shopPrisma(['migrate', 'dev', '--name', 'init']);

    const [name] = readdirSync(migrations);
    const script = readFileSync(join(migrations, name as string, 'migration.sql'), 'utf8');
    expect(script).toContain('WHERE ("publishedAt" IS NULL)');
    await withClient(database.url, (client) => client.query('TABLE "Message"'));
  });

  it('creates no migration if the migrations match the schema', async () => {
    expect(await shopPrisma(['migrate', 'dev', '--name', 'again'])).toContain('Already in sync');
    expect(await shopPrisma(matchesSchema)).toContain('No difference detected');
  });

  it('applies a function that contains semicolons', async () => {
    mkdirSync(join(migrations, '29990101000000_function'));
    const script = join(migrations, '29990101000000_function/migration.sql');
    writeFileSync(script, functionWithSemicolons);

    await shopPrisma(['migrate', 'deploy']);

    const call = withClient(database.url, (client) =>
      client.query(`CREATE TRIGGER refuse BEFORE INSERT ON "Message" EXECUTE FUNCTION refuse();
                    INSERT INTO "Message" VALUES (1)`),
    );
    await expect(call).rejects.toThrow('no; never');
  });

  describe('applies once', () => {
    const addMigration = (name: string, script: string) => {
      mkdirSync(join(migrations, name));
      writeFileSync(join(migrations, name, 'migration.sql'), script);
    };
    const countThings = async (client: Client) =>
      (await client.query<{ id: number }>('SELECT id FROM things ORDER BY id')).rows;

    /** The server process of the session that waits for the lock. */
    const findBlocked = () =>
      withClient(database.url, async (observer) => {
        for (;;) {
          const { rows } = await observer.query<{ pid: number }>(`
            SELECT pid FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock'`);
          if (rows[0]) return rows[0].pid;
        }
      });

    it('a migration during which it was killed', async () => {
      addMigration('29990102000000_things', 'CREATE TABLE things (id int)');
      await shopPrisma(['migrate', 'deploy']);
      addMigration('29990103000000_killed', 'INSERT INTO things VALUES (1)');

      await withClient(database.url, async (client) => {
        await client.query('BEGIN; LOCK TABLE things');
        const killed = await startProgram({
          command: process.execPath,
          args: [join(root, 'shared/prisma/shop-prisma.mjs'), 'migrate', 'deploy'],
          cwd: workspace,
          env: { PATH: process.env.PATH, DATABASE_URL: database.url },
          stopSignal: 'SIGTERM',
          stopTimeoutMs: 10_000,
          onLine: () => {},
        });
        const blocked = await findBlocked();
        process.kill(-killed.pid, 'SIGKILL'); // Kills the whole process group.
        await killed.exited;
        await client.query('SELECT pg_terminate_backend($1, 10000)', [blocked]);
        await client.query('COMMIT');

        await shopPrisma(['migrate', 'deploy']);

        expect(await countThings(client)).toEqual([{ id: 1 }]);
      });
    });

    it('a migration that committed before it was killed', async () => {
      addMigration('29990104000000_effective', 'INSERT INTO things VALUES (2) -- no line break');

      await withClient(database.url, async (client) => {
        await client.query(`
          CREATE TRIGGER refuse BEFORE UPDATE ON _prisma_migrations FOR EACH ROW
            WHEN (NEW.applied_steps_count > OLD.applied_steps_count) EXECUTE FUNCTION refuse()`);
        await expect(shopPrisma(['migrate', 'deploy'])).rejects.toThrow('no; never');
        await client.query('DROP TRIGGER refuse ON _prisma_migrations');

        await shopPrisma(['migrate', 'deploy']);

        expect(await countThings(client)).toEqual([{ id: 1 }, { id: 2 }]);
      });
    });

    it('a migration that cannot run in a transaction', async () => {
      addMigration('29990105000000_index', 'CREATE INDEX CONCURRENTLY things_id ON things (id)');

      await shopPrisma(['migrate', 'deploy']);

      expect(await shopPrisma(['migrate', 'deploy'])).toContain('No pending migrations');
    });
  });

  it('reports a schema that differs from its migrations', async () => {
    appendFileSync(join(workspace, 'prisma/schema.prisma'), 'model Other {\n id Int @id\n}\n');

    await expect(shopPrisma(matchesSchema)).rejects.toMatchObject({ code: 2 });
  });

  it('shows the database in Studio on a machine without a browser', async () => {
    const port = String(await findFreePort());
    let show = (_line: string) => {};
    const isShown = new Promise<void>((resolve) => {
      show = (line) => line.includes(`http://localhost:${port}`) && resolve();
    });
    const studio = await startProgram({
      command: process.execPath,
      args: [join(root, 'shared/prisma/shop-prisma.mjs'), 'studio', '--port', port],
      cwd: workspace,
      env: { PATH: '', DATABASE_URL: database.url },
      stopSignal: 'SIGINT',
      stopTimeoutMs: 10_000,
      onLine: (line) => show(line),
    });
    await Promise.race([isShown, studio.exited]);

    const page = await fetch(`http://localhost:${port}`);
    expect(page.status).toBe(200);
    await page.text();
    const { code } = await studio.stop();
    expect(code).toBe(128 + constants.signals.SIGINT);
  });

  it('reports that no database is configured or running', async () => {
    const nowhere = shopPrisma(['studio'], { DATA_DIR: workspace });

    await expect(nowhere).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('the embedded PostgreSQL is not running'),
    });
  });

  it('rejects URL parameters that would be ignored', async () => {
    const url = new URL(database.url);
    url.searchParams.set('schema', 'shop');

    await expect(
      shopPrisma(['migrate', 'deploy'], { DATABASE_URL: url.href }),
    ).rejects.toMatchObject({
      code: 78,
      stderr: expect.stringMatching(/^DATABASE_URL must not contain the URL parameter schema:/),
    });
  });

  it('reports that the database is unreachable', async () => {
    const url = 'postgres://nobody:none@127.0.0.1:1/none';

    await expect(shopPrisma(['migrate', 'deploy'], { DATABASE_URL: url })).rejects.toMatchObject({
      stderr: expect.stringContaining('P1001'),
    });
  });
});

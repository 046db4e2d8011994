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
import { findFreePort } from '../../src/ports';
import { withClient } from '../../src/postgres/with-client';
import { startProgram } from '../../src/process/program';
import { makeTestDatabase, type TestDatabase } from '../../src/testing/test-database';

jest.setTimeout(120_000);

const root = join(__dirname, '../../..');
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
    const config = readFileSync(join(root, 'orders-service/prisma.config.ts'));
    writeFileSync(join(workspace, 'prisma.config.ts'), config);
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

  it('writes a migration and applies it, its partial index included', async () => {
    await shopPrisma(['migrate', 'dev', '--name', 'init']);

    const [name] = readdirSync(migrations);
    const script = readFileSync(join(migrations, name as string, 'migration.sql'), 'utf8');
    expect(script).toContain('WHERE ("publishedAt" IS NULL)');
    await withClient(database.url, (client) => client.query('TABLE "Message"'));
  });

  it('finds nothing to do once the migrations match the schema', async () => {
    expect(await shopPrisma(['migrate', 'dev', '--name', 'again'])).toContain('Already in sync');
    expect(await shopPrisma(matchesSchema)).toContain('No difference detected');
  });

  it('applies a function whole, semicolons and all', async () => {
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

  it('tells a schema that its migrations do not make', async () => {
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

  it('says so where there is no database to work on', async () => {
    const nowhere = shopPrisma(['studio'], { DATA_DIR: workspace });

    await expect(nowhere).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining('the embedded PostgreSQL is not running'),
    });
  });

  it('says so where the database cannot be reached', async () => {
    const url = 'postgres://nobody:none@127.0.0.1:1/none';

    await expect(shopPrisma(['migrate', 'deploy'], { DATABASE_URL: url })).rejects.toMatchObject({
      stderr: expect.stringContaining('P1001'),
    });
  });
});

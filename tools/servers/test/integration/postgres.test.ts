import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recoverForEver } from '../../src/endless-recovery';
import { findFreePort } from '../../src/ports';
import { createPostgres } from '../../src/postgres';
import { withClient } from '../../src/postgres/with-client';
import { Problem } from '../../src/problem';
import { startTestPostgres, type TestPostgres } from '../../src/test-postgres';

describe('a disposable PostgreSQL', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres.close());

  it.each(['fast', 'immediate'] as const)(
    'keeps its data after a stop that is %s',
    async (mode) => {
      const table = `kept_${mode}`;
      await withClient(postgres.url(), (client) => client.query(`CREATE TABLE ${table} ()`));

      await postgres.stop(mode);
      await expect(withClient(postgres.url(), async () => {})).rejects.toThrow('ECONNREFUSED');
      await postgres.start();

      await withClient(postgres.url(), (client) => client.query(`TABLE ${table}`));
    },
  );

  it('requires the password for local connections', async () => {
    const url = new URL(postgres.url());
    url.password = 'wrong';

    await expect(withClient(url.href, async () => {})).rejects.toThrow('authentication failed');
  });

  it('sorts text by code point in every locale', async () => {
    const { rows } = await withClient(postgres.url(), (client) =>
      client.query<{ text: string }>(
        `SELECT text FROM (VALUES ('b'), ('ä'), ('B')) t(text) ORDER BY 1`,
      ),
    );

    expect(rows.map(({ text }) => text)).toEqual(['B', 'b', 'ä']);
  });
});

describe('a PostgreSQL that does not become ready', () => {
  const folder = mkdtempSync(join(tmpdir(), 'online-shop-unready-'));
  const dataDir = join(folder, 'data');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is stopped after the timeout with an error', async () => {
    const port = await findFreePort();
    const first = await createPostgres({ dataDir, port }).launch();
    await first.stop();
    recoverForEver(dataDir);

    const postgres = createPostgres({ dataDir, port, startTimeoutMs: 100 });

    await expect(postgres.launch()).rejects.toThrow(
      `PostgreSQL was not ready within 0.1 s on ${dataDir}`,
    );
    expect(existsSync(join(dataDir, 'postmaster.pid'))).toBe(false);
  });
});

describe('a PostgreSQL whose data directory cannot be initialised', () => {
  const folder = mkdtempSync(join(tmpdir(), 'online-shop-taken-'));
  const dataDir = join(folder, 'data');
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('reports the blocking file in one sentence and does not remove it', async () => {
    mkdirSync(join(dataDir, 'notes'), { recursive: true });
    const postgres = createPostgres({ dataDir, port: await findFreePort() });

    const failure = await postgres.launch().catch((error: unknown) => error);

    expect(failure).toBeInstanceOf(Problem);
    expect(failure).toMatchObject({
      message: expect.stringContaining(`could not set up ${dataDir}: ENOTEMPTY: directory not`),
    });
    expect(existsSync(join(dataDir, 'notes'))).toBe(true);
  });
});

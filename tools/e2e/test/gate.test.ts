import { startTestPostgres, type TestPostgres } from '@online-shop/servers/test-postgres';
import { openClient } from '@online-shop/shared/database/connection';
import { closeGate, type Gate } from '../src/faults/gate';
import { createDatabase, type Database } from '../src/shop/databases';

describe('a gate before the commit', () => {
  let postgres: TestPostgres;
  let database: Database;
  let gate: Gate;

  beforeAll(async () => {
    postgres = await startTestPostgres();
    const { url: adminUrl } = postgres;
    database = await createDatabase({ adminUrl, name: 'servicedb', owner: 'service' });
  }, 60_000);
  afterAll(() => postgres?.close(), 30_000);

  beforeEach(async () => {
    await database.query('CREATE TABLE inbox_messages ()');
    gate = await closeGate(database, 'commit');
  });
  afterEach(async () => {
    await gate.remove();
    await database.query('DROP TABLE inbox_messages');
  });

  /** A client that dies as its COMMIT has been sent, and stands before the gate. */
  async function dieBeforeIt(): Promise<void> {
    const client = await openClient({ url: database.adminUrl, applicationName: 'gate-test' });
    await client.query('BEGIN');
    await client.query('INSERT INTO inbox_messages DEFAULT VALUES');
    const committing = client.query('COMMIT');
    committing.catch(() => {});
    await gate.reached();
    client.connection.stream.destroy();
  }
  const countMessages = async () => (await database.query('SELECT FROM inbox_messages')).length;

  it('lets what a dead client has sent take effect where it is merely opened', async () => {
    await dieBeforeIt();

    await gate.open();
    await gate.passed();

    expect(await countMessages()).toBe(1);
  });

  it('leaves nothing of a client where it is opened for the dead', async () => {
    await dieBeforeIt();

    await gate.openForTheDead();
    await gate.passed();

    expect(await countMessages()).toBe(0);
  });
});

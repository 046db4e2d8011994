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

  /** Disconnects a client after it has sent COMMIT and while the gate blocks the COMMIT. */
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

  it('executes the COMMIT of a disconnected client when it is opened', async () => {
    await dieBeforeIt();

    await gate.open();
    await gate.passed();

    expect(await countMessages()).toBe(1);
  });

  it('rolls back the transaction of a disconnected client when it is opened for the dead', async () => {
    await dieBeforeIt();

    await gate.openForTheDead();
    await gate.passed();

    expect(await countMessages()).toBe(0);
  });
});

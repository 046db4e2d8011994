import { Client } from 'pg';
import type { DeclaredTopology } from '../topologies';
import { UnreachableError } from '../unreachable-error';
import { compareBindings, type Drift } from './drift';

/**
 * Compares the bindings with those of the embedded bus, which declares nothing else.
 * @throws UnreachableError if the bus is unavailable, or was never used
 */
export async function compareWithPostgres(
  topologies: readonly DeclaredTopology[],
  { url }: { readonly url: string },
): Promise<Drift> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {}); // The query that it interrupts fails with the same error.
  try {
    await client.connect();
    const { rows } = await client.query(
      'SELECT exchange, queue, binding_key AS key FROM bus.bindings ORDER BY queue, key',
    );
    return { differences: compareBindings(topologies, rows), omissions: [] };
  } catch (cause) {
    throw new UnreachableError('the embedded bus', { url, cause });
  } finally {
    await client.end();
  }
}

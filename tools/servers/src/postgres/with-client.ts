import { Client } from 'pg';

/** One connection for one piece of work. */
export async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  client.on('error', () => {}); // Lost while idle: the next query says so.
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

interface QueryingClient {
  $queryRaw(query: TemplateStringsArray): PromiseLike<unknown>;
}

/**
 * Resolves when at least `count` sessions of the client's database wait for a lock. Defaults to 1.
 */
export async function blockedSessions(client: QueryingClient, count = 1): Promise<void> {
  for (;;) {
    const blocked = await client.$queryRaw`
      SELECT pid FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    if (Array.isArray(blocked) && blocked.length >= count) return;
  }
}

interface QueryingClient {
  $queryRaw(query: TemplateStringsArray): PromiseLike<unknown>;
}

/** Resolves once some session of the client's database waits for another one's lock. */
export async function blockedSession(client: QueryingClient): Promise<void> {
  for (;;) {
    const blocked = await client.$queryRaw`
      SELECT pid FROM pg_stat_activity
      WHERE datname = current_database() AND wait_event_type = 'Lock'`;
    if (Array.isArray(blocked) && blocked.length > 0) return;
  }
}

/**
 * The two requests of `migrate dev` that the WebAssembly engine (7.10) does not get right alone.
 *
 * Both compare the history of migrations with the schema. The engine replays the history only when
 * it diagnoses it, so on a new database it fails; and it forgets the schema's preview features
 * while it does, so every partial index looks missing. A diff does both well.
 */
export const developRequests = {
  async evaluateDataLoss(engine, params) {
    if ((await diffFromHistory(engine, params)).exitCode === 0) {
      return { migrationSteps: 0, warnings: [], unexecutableSteps: [] };
    }
    await replayHistory(engine, params);
    return engine.evaluateDataLoss(params);
  },

  async createMigration(engine, params) {
    const { stdout, exitCode } = await diffFromHistory(engine, params);
    await replayHistory(engine, params);
    const migration = await engine.createMigration(params);
    const isNeeded = params.draft || exitCode !== 0; // a draft may be empty: somebody will fill it
    return isNeeded
      ? { ...migration, migrationScript: stdout }
      : { ...migration, generatedMigrationName: null, migrationScript: null };
  },
};

function diffFromHistory(engine, { migrationsList, schema, filters }) {
  const isFirst = migrationsList.migrationDirectories.length === 0;
  return engine.diff({
    from: isFirst ? { tag: 'empty' } : { tag: 'migrations', ...migrationsList },
    to: { tag: 'schemaDatamodel', ...schema },
    script: true,
    exitCode: true,
    shadowDatabaseUrl: null,
    filters,
  });
}

/** Leaves the replayed history in the engine's cache, where its next request finds it. */
function replayHistory(engine, { migrationsList, filters }) {
  return engine.diagnoseMigrationHistory({
    migrationsList,
    filters,
    optInToShadowDatabase: true,
  });
}

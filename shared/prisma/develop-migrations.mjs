/**
 * Handles the two requests of `migrate dev` that the WebAssembly engine (7.10) does not handle
 * correctly.
 *
 * Both requests compare the migration history with the schema. The engine replays the history only
 * for a diagnosis, so both requests fail on a new database. During the diagnosis the engine also
 * ignores the preview features of the schema, so that it reports every partial index as missing. A
 * diff has neither problem.
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
    const isNeeded = params.draft || exitCode !== 0; // A draft may be empty: its author fills it.
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

/** Replays the history into the cache of the engine, where the next request finds it. */
function replayHistory(engine, { migrationsList, filters }) {
  return engine.diagnoseMigrationHistory({
    migrationsList,
    filters,
    optInToShadowDatabase: true,
  });
}

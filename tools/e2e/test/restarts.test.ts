import { selectCases } from '../src/faults/cases';
import type { FaultContext } from '../src/faults/fault-case';
import { createJournal } from '../src/load/journal';
import type { Exit } from '../src/shop/service-process';

const clean: Exit = { code: 0, signal: null };
const unclean: Exit = { code: 1, signal: null };
const doNothing = async () => {};

/** A service whose stops end with the given exits, one after another. */
function createService(name: string, exits: Exit[]) {
  const url = 'http://127.0.0.1:5001';
  const stop = async () => exits.shift() ?? clean;
  return { name, url, stop, start: doNothing, close: doNothing };
}

/** Returns the reports of a case for a shop whose replicas end with the given exits. */
async function reportsOf(name: string, exitsOfReplica: readonly Exit[]): Promise<string[]> {
  const reports: string[] = [];
  const line = { addTarget() {}, removeTarget() {} };
  const shop = {
    orders: createService('orders-service', []),
    payments: createService('payments-service', []),
    lines: { to: () => line },
    addReplica: async (of: string) => createService(`replica of ${of}`, [...exitsOfReplica]),
    untilReady: doNothing,
  };
  const context = {
    shop,
    journal: createJournal(),
    report: (_invariant: string, detail: string) => void reports.push(detail),
  };
  for (const fault of selectCases([name])) await fault.inject(context as unknown as FaultContext);
  return reports;
}

describe('a rolling restart with replicas', () => {
  it('reports nothing if every stop is clean', async () => {
    expect(await reportsOf('rolling-restart-replicas', [])).toEqual([]);
  });

  it.each([
    ['before its restart', [unclean]],
    ['at the end', [clean, unclean]],
  ])('reports an unclean stop of a replica %s', async (_which, exits) => {
    expect(await reportsOf('rolling-restart-replicas', exits)).toEqual([
      'replica of orders ended with 1',
      'replica of payments ended with 1',
    ]);
  });
});

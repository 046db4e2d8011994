import { selectCases } from '../src/faults/cases';
import type { FaultContext } from '../src/faults/fault-case';
import { createJournal } from '../src/load/journal';
import type { Exit } from '../src/shop/service-process';

const clean: Exit = { code: 0, signal: null };
const unclean: Exit = { code: 1, signal: null };
const doNothing = async () => {};

/** A service that ends in these ways, one stop after the other. */
function createService(name: string, exits: Exit[]) {
  const url = 'http://127.0.0.1:5001';
  const stop = async () => exits.shift() ?? clean;
  return { name, url, stop, start: doNothing, close: doNothing };
}

/** What the case reports of a shop whose replicas end so; everything else is as it should be. */
async function reportsOf(name: string, exitsOfReplica: readonly Exit[]): Promise<string[]> {
  const reports: string[] = [];
  const line = { addTarget() {}, removeTarget() {} };
  const shop = {
    orders: createService('orders-service', []),
    payments: createService('payments-service', []),
    lines: { orders: line, payments: line },
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
  it('has nothing to report where every stop is clean', async () => {
    expect(await reportsOf('rolling-restart-replicas', [])).toEqual([]);
  });

  it.each([
    ['that is started again', [unclean]],
    ['that is the last', [clean, unclean]],
  ])('reports a stop of a replica %s', async (_which, exits) => {
    expect(await reportsOf('rolling-restart-replicas', exits)).toEqual([
      'replica of orders ended with 1',
      'replica of payments ended with 1',
    ]);
  });
});

import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { callerFolder } from './config';

export interface BenchArguments {
  /** The names of the cases to run. An empty list runs all cases. */
  readonly cases: readonly string[];
  /** Orders per round of a case. Defaults to 5 000, with --quick to 3 000. */
  readonly orders: number;
  readonly rounds: number;
  readonly connections: number;
  /** Rows of all tables together in the case `history`. Defaults to 5 000 000. */
  readonly historyRows: number;
  /** Orders in the case `backlog`. Defaults to 100 000. */
  readonly backlogOrders: number;
  /** Whether only the cases of `--quick` run, which takes three minutes. */
  readonly isQuick: boolean;
  /** The file for the result. Defaults to a new file in tools/bench/results. */
  readonly out?: string | undefined;
  /** The file of an earlier result. If set, the program prints this result and runs no case. */
  readonly from?: string | undefined;
  /** Whether the program writes the numbers and the chart into docs/. */
  readonly isForDocs: boolean;
}

export const usage = `npm run bench -- [--quick] [--case NAME]… [--orders N] [--rounds N] [--connections N]
                [--history-rows N] [--backlog-orders N] [--out FILE | --from FILE] [--write-docs]
                [--help]`;

const full = { orders: 5_000, rounds: 5, connections: 32 };
const quick = { orders: 3_000, rounds: 3, connections: 32 };

/**
 * Resolves relative paths against `folder`.
 * @throws Error if an argument is unknown or invalid
 */
export function parseArguments(
  args: readonly string[],
  folder = callerFolder(),
): BenchArguments | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      case: { type: 'string', multiple: true },
      orders: { type: 'string' },
      rounds: { type: 'string' },
      connections: { type: 'string' },
      'history-rows': { type: 'string' },
      'backlog-orders': { type: 'string' },
      quick: { type: 'boolean', default: false },
      out: { type: 'string' },
      from: { type: 'string' },
      'write-docs': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const cases = values.case ?? [];
  const isForDocs = values['write-docs'];
  if (isForDocs && (cases.length > 0 || values.quick)) {
    throw new Error('--write-docs needs all cases: remove --quick and --case');
  }
  const size = values.quick ? quick : full;
  const toPath = (text?: string) => (text === undefined ? undefined : resolve(folder, text));
  return {
    cases,
    isForDocs,
    isQuick: values.quick,
    out: toPath(values.out),
    from: toPath(values.from),
    orders: toCount(values.orders, size.orders),
    rounds: toCount(values.rounds, size.rounds),
    connections: toCount(values.connections, size.connections),
    historyRows: toCount(values['history-rows'], 5_000_000),
    backlogOrders: toCount(values['backlog-orders'], 100_000),
  };
}

function toCount(text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`'${text}' is not a number of at least 1`);
  return Number(text);
}

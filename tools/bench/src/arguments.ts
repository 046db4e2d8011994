import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { callerFolder } from './config';

export interface BenchArguments {
  /** Names of cases; all where empty. */
  readonly cases: readonly string[];
  /** Of one round of a case. */
  readonly orders: number;
  readonly rounds: number;
  readonly connections: number;
  /** Rows of all tables in the case with a history; orders in the one with a backlog. */
  readonly historyRows: number;
  readonly backlogOrders: number;
  /** Whether only what takes three minutes is run. */
  readonly isQuick: boolean;
  /** Where the result goes, instead of a new file in bench/results. */
  readonly out?: string | undefined;
  /** An earlier result to show instead of running anything. */
  readonly from?: string | undefined;
  /** Whether the numbers and the chart go into docs/. */
  readonly isForDocs: boolean;
}

export const usage = `npm run bench -- [--quick] [--case NAME]… [--orders N] [--rounds N] [--connections N]
                [--history-rows N] [--backlog-orders N] [--out FILE | --from FILE] [--write-docs]
                [--help]`;

const whole = { orders: 5_000, rounds: 5, connections: 32 };
const quick = { orders: 3_000, rounds: 3, connections: 32 };

/**
 * Relative paths among them are within `folder`.
 * @throws Error saying what cannot be understood
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
    throw new Error('the numbers of a few cases do not go into docs/: run all of them');
  }
  const size = values.quick ? quick : whole;
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

function toCount(text: string | undefined, byDefault: number): number {
  if (text === undefined) return byDefault;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`'${text}' is not a number from 1 on`);
  return Number(text);
}

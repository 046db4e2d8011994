import { parseArgs } from 'node:util';

export interface BenchArguments {
  /** Names of cases; all where empty. */
  readonly cases: readonly string[];
  /** Of one round of a case. */
  readonly orders: number;
  readonly rounds: number;
  readonly connections: number;
  /** Whether only what takes two minutes is run. */
  readonly isQuick: boolean;
  /** Where the JSON goes. */
  readonly out: string | undefined;
}

export const usage =
  'npm run bench -- [--quick] [--case NAME]… [--orders N] [--rounds N] [--connections N] [--out FILE]';

const defaults = { orders: 5_000, rounds: 5, connections: 32 };
const quickDefaults = { orders: 3_000, rounds: 3, connections: 32 };

/** @throws Error saying what cannot be understood */
export function parseArguments(args: readonly string[]): BenchArguments {
  const { values } = parseArgs({
    args: [...args],
    options: {
      case: { type: 'string', multiple: true },
      orders: { type: 'string' },
      rounds: { type: 'string' },
      connections: { type: 'string' },
      quick: { type: 'boolean', default: false },
      out: { type: 'string' },
    },
  });
  const size = values.quick ? quickDefaults : defaults;
  return {
    cases: values.case ?? [],
    orders: toCount(values.orders, size.orders),
    rounds: toCount(values.rounds, size.rounds),
    connections: toCount(values.connections, size.connections),
    isQuick: values.quick,
    out: values.out,
  };
}

function toCount(text: string | undefined, byDefault: number): number {
  if (text === undefined) return byDefault;
  const count = /^[1-9]\d{0,8}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(count)) throw new Error(`'${text}' is not a count from 1 on`);
  return count;
}

import { parseArgs } from 'node:util';
import type { BusKind } from '../bus/broker';

export interface FaultArguments {
  readonly seed: number;
  /** Names of cases. An empty list selects all cases. */
  readonly cases: readonly string[];
  /** The duration of the whole run. 0 injects each fault as many times as its case states. */
  readonly minutes: number;
  readonly bus: BusKind;
}

export const usage = `npm run faults -- [--seed N] [--case NAME]… [--minutes N] [--bus rabbitmq|postgres] [--help]`;

/** @throws Error that names the invalid argument */
export function parseArguments(args: readonly string[]): FaultArguments | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string' },
      case: { type: 'string', multiple: true },
      minutes: { type: 'string' },
      bus: { type: 'string', default: 'rabbitmq' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  const { bus } = values;
  if (bus !== 'rabbitmq' && bus !== 'postgres') throw new Error(`there is no bus '${bus}'`);
  return {
    seed: values.seed === undefined ? Math.floor(Math.random() * 1e6) : toNumber(values.seed),
    cases: values.case ?? [],
    minutes: values.minutes === undefined ? 0 : toNumber(values.minutes),
    bus,
  };
}

function toNumber(text: string): number {
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number) || number < 0) {
    throw new Error(`'${text}' is not a number`);
  }
  return number;
}

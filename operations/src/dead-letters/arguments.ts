import { parseArgs } from 'node:util';
import { UsageError } from '../usage-error';
import { type Condition, parseCondition } from './conditions';

/** One dead letter, or all dead letters that match every condition. No condition selects all. */
export type Selection =
  | { readonly id: string }
  | { readonly id: null; readonly where: readonly Condition[] };

export interface List {
  readonly name: 'list';
  readonly where: readonly Condition[];
  readonly isSummary: boolean;
  readonly isJson: boolean;
}
export interface Show {
  readonly name: 'show';
  readonly id: string;
  readonly isJson: boolean;
}
export interface Replay {
  readonly name: 'replay';
  readonly selection: Selection;
  readonly isDryRun: boolean;
}
export interface Drop {
  readonly name: 'drop';
  readonly selection: Selection;
  readonly isJson: boolean;
}
export type Command = List | Show | Replay | Drop | { readonly name: 'help' };

export const usage = `npm run dead-letters -- COMMAND
docker compose run --rm operations dead-letters COMMAND

  list [--summary] [--where CONDITION]... [--json]
        the messages that no service retries, and why; --summary groups them by queue, type and error
  show ID [--json]
        one dead letter with its headers and body
  replay ID | --all | --where CONDITION... [--dry-run]
        moves dead letters back to the queue that they came from; may be repeated
        --dry-run: prints the effect of a replay and changes nothing
  drop ID | --where CONDITION... [--json]
        prints dead letters, then deletes them; --json prints all fields, with --where one line each

CONDITION; if several are given, all must hold:
  would-change-nothing  a replay has no effect: the order has ended, or another dead letter is the same
  would-succeed         a replay has an effect
  would-be-refused      a replay fails again
  queue=NAME  type=TYPE  error=CODE  order=ID

The bus is BUS_URL; without it, the bus of the shop that npm start started in DATA_DIR. The first line
of the output names it. Forecasts (--dry-run, would-...) also read ORDERS_DATABASE_URL and
PAYMENTS_DATABASE_URL.

Exit codes: 0 done; 1 no such dead letter, or one that was not replayed or would not be;
2 the command is invalid, the bus or a database is unavailable, or the output cannot be written;
78 invalid settings.`;

const options = {
  json: { type: 'boolean', default: false },
  all: { type: 'boolean', default: false },
  summary: { type: 'boolean', default: false },
  'dry-run': { type: 'boolean', default: false },
  where: { type: 'string', multiple: true },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

const allowed: Readonly<Record<string, readonly string[]>> = {
  list: ['json', 'summary', 'where'],
  show: ['json'],
  replay: ['all', 'where', 'dry-run'],
  drop: ['json', 'where'],
};

/** @throws UsageError */
export function parseArguments(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  const [name, ...ids] = positionals;
  if (values.help) return { name: 'help' };
  if (name === undefined) throw new UsageError('a command is missing');
  if (!Object.hasOwn(allowed, name)) throw new UsageError(`unknown command '${name}'`);
  rejectOthers(name, values);
  const { json: isJson, 'dry-run': isDryRun, summary: isSummary } = values;
  const where = values.where?.map(parseCondition) ?? [];

  switch (name) {
    case 'list':
      if (ids.length > 0) throw new UsageError('list takes no id');
      return { name, where, isSummary, isJson };
    case 'show':
      return { name, id: onlyOne(ids, 'show takes one id'), isJson };
    case 'replay':
      return { name, selection: select(ids, where, values.all), isDryRun };
    default:
      return { name: 'drop', selection: selectToDrop(ids, where), isJson };
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** Rejects options without effect: `drop --dry-run` would otherwise drop dead letters. */
function rejectOthers(name: string, values: Readonly<Record<string, unknown>>): void {
  const isGiven = (value: unknown) => (Array.isArray(value) ? value.length > 0 : value === true);
  const other = Object.keys(values).find(
    (each) => isGiven(values[each]) && !allowed[name]?.includes(each),
  );
  if (other) throw new UsageError(`${name} takes no --${other}`);
}

function select(ids: readonly string[], where: readonly Condition[], isAll: boolean): Selection {
  const ways = [ids.length > 0, where.length > 0, isAll].filter(Boolean).length;
  if (ways !== 1) throw new UsageError('replay takes one id, --all, or --where');
  if (ids.length === 0) return { id: null, where };
  return { id: onlyOne(ids, 'replay takes one id, --all, or --where') };
}

/** `drop` has no --all, because a dead letter may be the only copy of its message. */
function selectToDrop(ids: readonly string[], where: readonly Condition[]): Selection {
  const mistake = 'drop takes one id, or --where';
  if (ids.length > 0 === where.length > 0) throw new UsageError(mistake);
  return where.length > 0 ? { id: null, where } : { id: onlyOne(ids, mistake) };
}

function onlyOne(ids: readonly string[], mistake: string): string {
  const [id, ...others] = ids;
  if (id === undefined || others.length > 0) throw new UsageError(mistake);
  return id;
}

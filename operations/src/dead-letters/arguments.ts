import { parseArgs } from 'node:util';

export type Command =
  | { readonly name: 'list'; readonly isJson: boolean }
  | { readonly name: 'show'; readonly id: string; readonly isJson: boolean }
  /** Null: all of them. */
  | { readonly name: 'replay'; readonly id: string | null; readonly isDryRun: boolean }
  | { readonly name: 'drop'; readonly id: string; readonly isJson: boolean }
  | { readonly name: 'help' };

export const usage = `npm run dead-letters -- COMMAND
docker compose run --rm operations dead-letters COMMAND

  list [--json]                     what nobody will try again by itself, and why
  show ID [--json]                  all there is of one letter, headers and body
  replay ID|--all [--dry-run]       put back into the queue it came from; safe to repeat
                                    --dry-run: say what would become of it, change nothing
  drop ID [--json]                  remove for good, and print in full

BUS_URL says which bus; a dry run also reads ORDERS_DATABASE_URL and PAYMENTS_DATABASE_URL.
The defaults are those of npm start.

Exit codes: 0 done; 1 no such letter, or one that could not be (or would not be) replayed;
2 a mistake in the command, the bus or a database is away, or the answer cannot be written;
78 unusable settings.`;

/** The command cannot be understood; the message is for whoever typed it. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

const options = {
  json: { type: 'boolean', default: false },
  all: { type: 'boolean', default: false },
  'dry-run': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const;

/** @throws UsageError */
export function parseArguments(args: readonly string[]): Command {
  const { values, positionals } = parse(args);
  const [name, ...ids] = positionals;
  if (values.help) return { name: 'help' };
  refuseOthers(name, values);
  const { json: isJson, 'dry-run': isDryRun } = values;

  switch (name) {
    case 'list':
      if (ids.length > 0) throw new UsageError('list takes no id');
      return { name, isJson };
    case 'show':
    case 'drop':
      return { name, id: onlyOne(ids, name), isJson };
    case 'replay':
      if (values.all === ids.length > 0) throw new UsageError('replay takes one id, or --all');
      return { name, id: values.all ? null : onlyOne(ids, 'replay'), isDryRun };
    case undefined:
      throw new UsageError('a command is missing');
    default:
      throw new UsageError(`there is no command '${name}'`);
  }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** An option that does nothing would be a misunderstanding, of `drop --dry-run` the worst. */
function refuseOthers(name: string | undefined, values: Readonly<Record<string, boolean>>): void {
  const allowed = name === 'replay' ? ['all', 'dry-run'] : ['json'];
  const other = Object.keys(values).find((each) => values[each] && !allowed.includes(each));
  if (other && name) throw new UsageError(`${name} takes no --${other}`);
}

function onlyOne(ids: readonly string[], command: string): string {
  const [id, ...others] = ids;
  if (id === undefined || others.length > 0) throw new UsageError(`${command} takes one id`);
  return id;
}

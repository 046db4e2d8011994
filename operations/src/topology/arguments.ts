import { parseArgs } from 'node:util';
import { UsageError } from '../usage-error';

export interface TopologyArguments {
  /** Compare the declarations with the broker instead of printing them. */
  readonly compares: boolean;
  /** Print the Rascal configurations as one JSON document. */
  readonly json: boolean;
}

export const usage = `npm run topology                prints what each service declares
npm run topology -- --json      prints the Rascal configurations
npm run topology -- --compare   compares them with the broker of BUS_URL; exits 1 if they differ

WITH_EXAMPLES=true also compares the queues of examples.
RABBITMQ_API_URL=http://user:password@host:15672 (the management plugin) is needed to compare bindings.
Under Docker Compose: docker compose run --rm operations topology [--compare] [--json]`;

/** @throws UsageError */
export function parseArguments(args: readonly string[]): TopologyArguments | 'help' {
  const { compare, json, help } = parse(args);
  if (help) return 'help';
  if (compare && json) throw new UsageError('--compare and --json exclude each other');
  return { compares: compare, json };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        compare: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    }).values;
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

import { type DeadLetter, readClaims } from './dead-letter';
import { describeReason, formatCells, formatColumns, indentRemark } from './format-dead-letters';

/** Dead letters with the same queue, type and error. */
export interface Group {
  readonly queue: string;
  readonly type: string | null;
  readonly errorCode: string | null;
  readonly letters: number;
  /** The number of distinct orders. */
  readonly orders: number;
  /** RFC 3339, UTC; null if no dead letter of the group has a time. */
  readonly firstFailedAt: string | null;
  readonly lastFailedAt: string | null;
  /** The last dead letter that was read. */
  readonly sample: { readonly id: string; readonly error: string };
}

export interface Summary {
  add(letter: DeadLetter): void;
  /** Sorted by size, largest first. */
  groups(): readonly Group[];
}

/**
 * Maximum number of groups. Types and errors come from messages, so their number is unbounded.
 * Further groups are counted as one group per queue.
 */
const maxGroups = 200;
const others = '(others)';

export function createSummary(): Summary {
  const groups = new Map<string, Group & { readonly orderIds: Set<string> }>();

  function add(letter: DeadLetter): void {
    const { queue, reason } = letter;
    const { type, orderId } = readClaims(letter);
    let key: Pick<Group, 'queue' | 'type' | 'errorCode'> = {
      queue,
      type,
      errorCode: reason.errorCode,
    };
    if (!groups.has(nameOf(key)) && groups.size >= maxGroups) {
      key = { queue, type: others, errorCode: others };
    }
    const before = groups.get(nameOf(key));
    const orderIds = before?.orderIds ?? new Set();
    if (orderId !== null) orderIds.add(orderId);
    groups.set(nameOf(key), {
      ...key,
      letters: (before?.letters ?? 0) + letter.copies,
      orders: orderIds.size,
      firstFailedAt: least(before?.firstFailedAt, reason.firstFailedAt),
      lastFailedAt: greatest(before?.lastFailedAt, reason.lastFailedAt),
      sample: { id: letter.id, error: describeReason(letter) },
      orderIds,
    });
  }

  return {
    add,
    groups: () =>
      [...groups.values()]
        .map(({ orderIds: _, ...group }) => group)
        .sort(
          (one, other) => other.letters - one.letters || (nameOf(one) < nameOf(other) ? -1 : 1),
        ),
  };
}

function nameOf({ queue, type, errorCode }: Pick<Group, 'queue' | 'type' | 'errorCode'>): string {
  return JSON.stringify([queue, type, errorCode]);
}

function least(one: string | null | undefined, other: string | null): string | null {
  return one && (!other || one < other) ? one : other;
}

function greatest(one: string | null | undefined, other: string | null): string | null {
  return one && (!other || one > other) ? one : other;
}

const headings = [
  'LETTERS',
  'ORDERS',
  'QUEUE',
  'TYPE',
  'ERROR',
  'FIRST FAILED',
  'LAST FAILED',
  'SAMPLE',
];

/** Two lines per group: its facts, and the error of its sample. */
export function formatSummary(groups: readonly Group[]): string {
  const rows = groups.map((group) =>
    formatCells([
      group.letters,
      group.orders,
      group.queue,
      group.type,
      group.errorCode,
      group.firstFailedAt,
      group.lastFailedAt,
      group.sample.id,
    ]),
  );
  const lines = formatColumns([headings, ...rows]);
  return lines
    .flatMap((line, i) => {
      const group = groups[i - 1];
      return group ? [line, indentRemark(group.sample.error, headings[0]?.length ?? 0)] : [line];
    })
    .join('\n');
}

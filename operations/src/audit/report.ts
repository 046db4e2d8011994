import { printable } from '@online-shop/shared/logging/printable';
import type { Audit } from './audit';
import { type CheckName, promises } from './checks/check';
import type { Findings, Row } from './findings';
import { type Stage, stages } from './orders/life-of-order';

/** Formats the report: totals, promises, warnings, and the verdict at the end. */
export function formatReport(audit: Audit, slowAfterSeconds: number): string {
  const sections = [
    `Audit at ${audit.takenAt.payments.toISOString()}`,
    section('Money, in minor units', formatMoney(audit)),
    section('Orders by state', formatOrders(audit)),
    section('Promises', formatChecks(audit)),
    section('Needs attention', formatWaiting(audit, slowAfterSeconds)),
    section('Duplicates that the outboxes still show', formatDuplicates(audit)),
    formatVerdict(audit),
  ];
  return sections.join('\n\n');
}

function section(title: string, lines: readonly string[]): string {
  return [title, ...lines.map((line) => `  ${line}`)].join('\n');
}

function formatMoney({ money }: Audit): string[] {
  if (money.length === 0) return ['no accounts yet'];
  return money.map((sum) => {
    const [deposits, charges, balances] = [sum.deposits, sum.charges, sum.balances].map(number);
    const where = `${quantity(sum.accounts, 'account')}, ${quantity(sum.entries, 'entry', 'entries')}`;
    return `${sum.currency}  deposits ${deposits}, charges ${charges}, balances ${balances} (${where})`;
  });
}

const labels: Readonly<Record<Stage, string>> = {
  new: 'new',
  outboxPending: 'outbox pending',
  inFlight: 'in flight',
  charged: 'charged',
  declined: 'declined',
  finished: 'finished',
  cancelled: 'cancelled',
};

function formatOrders({ orders }: Audit): string[] {
  const counts = (Object.keys(stages) as Stage[]).map((stage) => {
    return `${labels[stage].padEnd(14)}${number(orders[stage]).padStart(14)}  ${stages[stage]}`;
  });
  const all = Object.values(orders).reduce((sum, count) => sum + count, 0);
  return [...counts, `${'all'.padEnd(14)}${number(all).padStart(14)}`];
}

function formatChecks({ checks }: Audit): string[] {
  return (Object.keys(promises) as CheckName[]).flatMap((name) => {
    const found = checks[name];
    const verdict = found.total === 0 ? 'ok' : 'VIOLATION';
    const count = found.total === 0 ? '' : `: ${number(found.total)}`;
    return [
      `${verdict.padEnd(9)}  ${name.padEnd(8)}  ${promises[name]}${count}`,
      ...formatRows(found),
    ];
  });
}

function formatWaiting({ slow, deadLetters }: Audit, slowAfterSeconds: number): string[] {
  const late = `NEW for more than ${slowAfterSeconds} s`;
  const orders = [
    slow.total === 0 ? `no order is ${late}` : `WARNING  ${quantity(slow.total, 'order')} ${late}`,
    ...formatRows(slow),
  ];
  if ('unknown' in deadLetters) {
    return [...orders, `WARNING  dead letters were not counted: ${deadLetters.unknown}`];
  }
  const { total, queues, notes } = deadLetters;
  const count = total === 0 ? 'no dead letters' : `WARNING  ${quantity(total, 'dead letter')}`;
  return [...orders, count, ...queues.map((each) => formatRow({ ...each })), ...notes];
}

function formatDuplicates({ duplicates: { redriven, chargesRefused, published } }: Audit) {
  return [
    `${quantity(chargesRefused, 'order')} repeated after the decision: result sent again, no second charge`,
    `${quantity(redriven, 'order')} re-driven after waiting too long`,
    `${quantity(published.orders + published.payments, 'message')} published after more than one attempt`,
  ];
}

function formatVerdict({ checks, ok }: Audit): string {
  if (ok) return 'Every promise is kept.';
  const total = Object.values(checks).reduce((sum, found) => sum + found.total, 0);
  return `Promises are BROKEN: ${quantity(total, 'violation')}.`;
}

function formatRows({ total, rows }: Findings): string[] {
  const rest = total - rows.length;
  return [...rows.map(formatRow), ...(rest > 0 ? [`    and ${number(rest)} more (--rows N)`] : [])];
}

function formatRow(row: Row): string {
  const cells = Object.entries(row).map(([name, value]) => `${name}=${formatValue(value)}`);
  return `    ${cells.join(' ')}`;
}

function formatValue(value: string | number | null): string {
  if (value === null) return '-';
  return /^[^\s="]+$/.test(String(value)) ? printable(String(value)) : JSON.stringify(value);
}

/** `1 order`, `1,000 orders`. */
function quantity(value: number, one: string, many = `${one}s`): string {
  return `${number(value)} ${value === 1 ? one : many}`;
}

/** Formats an integer with thousands separators. A string may contain an integer of any size. */
function number(value: number | string): string {
  return BigInt(value).toLocaleString('en-US');
}

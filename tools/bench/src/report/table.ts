import type { Metric } from '../measure/measures';
import { metrics } from './metrics';
import { type Series, type Summary, summarise } from './result';

export interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

interface Section {
  readonly title: string;
  readonly metrics: readonly Metric[];
  readonly hasRow: (series: Series) => boolean;
}

const isLoad = ({ name }: Series) => name.startsWith('load-');
const isLong = ({ name }: Series) => name === 'backlog' || name === 'slow-clients';
const has = (metric: Metric) => (series: Series) => summarise(series, metric) !== undefined;
const isOrders = (series: Series) =>
  has('settledPerSecond')(series) && !isLoad(series) && !isLong(series);

const sections: readonly Section[] = [
  {
    title: 'Orders per second, and the cost of an order',
    metrics: [
      'settledPerSecond',
      'ofLimit',
      'ofDirect',
      'ofSpread',
      'ofNewShop',
      'messagesPerOrder',
      'commitsPerOrder',
      'statementsPerOrder',
      'walBytesPerOrder',
    ],
    hasRow: isOrders,
  },
  {
    title: 'Latency under this load, in ms',
    metrics: ['postP50', 'postP95', 'postP99', 'settleP50', 'settleP95', 'settleP99'],
    hasRow: (series) => isOrders(series) && has('postP50')(series),
  },
  {
    title: 'CPU time per order, in ms',
    metrics: [
      'cpuServices',
      'cpuGateway',
      'cpuOrders',
      'cpuPayments',
      'cpuPostgres',
      'cpuBroker',
      'cpuClient',
      'cpuOfLimit',
    ],
    hasRow: isOrders,
  },
  {
    title: 'Average number of PostgreSQL sessions that execute, or wait in a transaction for …',
    metrics: [
      'sessionsWorking',
      'sessionsDisk',
      'sessionsProgram',
      'sessionsLatch',
      'sessionsLock',
    ],
    hasRow: (series) => isOrders(series) && has('sessionsWorking')(series),
  },
  {
    title: 'Peak resident memory, in MB',
    metrics: ['memoryGateway', 'memoryOrders', 'memoryPayments', 'memoryPostgres', 'memoryBroker'],
    hasRow: (series) => isOrders(series) && has('memoryGateway')(series),
  },
  {
    title: 'Latency at low load, in ms',
    metrics: [
      'finishedP50',
      'finishedP95',
      'finishedP99',
      'ofByHand',
      'postP50',
      'settleP50',
      'addedP50',
      'addedByBareP50',
      'getP50',
      'directP50',
    ],
    hasRow: (series) => has('finishedP50')(series) || has('addedP50')(series),
  },
  {
    title: 'Reads and deposits (latency and CPU in ms)',
    metrics: [
      'requestsPerSecond',
      'ofDirect',
      'getP50',
      'getP95',
      'getP99',
      'postP50',
      'postP95',
      'postP99',
      'cpuServices',
      'cpuPostgres',
      'cpuClient',
      'commitsPerOrder',
      'statementsPerOrder',
    ],
    hasRow: has('requestsPerSecond'),
  },
  {
    title: 'By number of connections (latency and CPU in ms; sessions that wait for locks)',
    metrics: [
      'settledPerSecond',
      'postP50',
      'postP95',
      'postP99',
      'settleP50',
      'settleP95',
      'settleP99',
      'cpuServices',
      'messagesPerOrder',
      'commitsPerOrder',
      'statementsPerOrder',
      'sessionsLock',
      'sessionsLatch',
    ],
    hasRow: isLoad,
  },
  {
    title: 'Backlog and slow clients (peak memory in MB)',
    metrics: [
      'seconds',
      'settledPerSecond',
      'messagesPerOrder',
      'cpuServices',
      'memoryGatewayBefore',
      'memoryGateway',
      'memoryOrdersBefore',
      'memoryOrders',
      'memoryPayments',
      'memoryPostgres',
      'memoryBroker',
    ],
    hasRow: isLong,
  },
];

/** Omits tables without rows and columns without values. */
export function createTables(all: readonly Series[]): Table[] {
  return sections.flatMap((section) => {
    const shown = all.filter(section.hasRow);
    if (shown.length === 0) return [];
    const columns = section.metrics.filter((metric) => shown.some(has(metric)));
    return [
      {
        title: section.title,
        head: ['', ...columns.map((metric) => metrics[metric].title)],
        rows: shown.map((series) => [
          series.title,
          ...columns.map((metric, place) =>
            formatSummary(summarise(series, metric), { metric, isNoiseShown: place === 0 }),
          ),
        ]),
      },
    ];
  });
}

/** Formats the median. The first column also shows the lowest and the highest round. */
function formatSummary(
  summary: Summary | undefined,
  { metric, isNoiseShown }: { readonly metric: Metric; readonly isNoiseShown: boolean },
): string {
  if (!summary) return '';
  const format = (value: number) => value.toFixed(metrics[metric].digits);
  const { median, min, max } = summary;
  if (!isNoiseShown || min === max) return format(median);
  return `${format(median)} (${format(min)}–${format(max)})`;
}

/** Formats a table for a terminal, with right-aligned numbers. */
export function formatText({ title, head, rows }: Table): string {
  const all = [head, ...rows];
  const widths = head.map((_, i) => Math.max(...all.map((row) => (row[i] ?? '').length)));
  const lines = all.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [title, '', lines[0], rule, ...lines.slice(1)].join('\n');
}

export function formatMarkdown({ title, head, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, i) => (i === 0 ? '---' : '---:'));
  return [`### ${title}`, '', line(head), line(rule), ...rows.map(line)].join('\n');
}

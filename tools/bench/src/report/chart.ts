/**
 * Draws throughput and latency by number of connections as an SVG for docs/, in two panels. The
 * connections double from point to point. Latency has a logarithmic scale.
 */
import type { Metric } from '../measure/measures';
import { type Series, summarise } from './result';

interface Line {
  readonly metric: Metric;
  readonly label: string;
  readonly className: string;
}

interface Panel {
  readonly title: string;
  readonly top: number;
  readonly lines: readonly Line[];
  readonly ticks: readonly number[];
  /** Maps a value to its height, from 0 at the bottom to 1 at the top. */
  readonly heightOf: (value: number) => number;
}

const width = 760;
const panelHeight = 200;
const left = 64;
const right = 140;
const tops = [44, 332] as const;
const height = 580;
const labelHeight = 15;

export function hasCurve(all: readonly Series[]): boolean {
  return findPoints(all).length > 1;
}

/** @throws Error if there are fewer than two points */
export function drawLoadChart(all: readonly Series[]): string {
  const points = findPoints(all);
  if (points.length < 2) throw new Error('the chart needs at least two loads');
  const panels = [createThroughputPanel(points), createLatencyPanel(points)];
  const body = panels.map((panel) => drawPanel(panel, points)).join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">
<title>Throughput and latency by the number of connections</title>
<style>${style}</style>
${body}
</svg>
`;
}

/** The colours are readable on a light and on a dark background. */
const style = `
text { font: 12px system-ui, sans-serif; fill: #57606a }
.title { font-weight: 600 }
.grid { stroke: #8c959f; stroke-opacity: .3 }
path { fill: none; stroke-width: 2 }
.a { stroke: #0969da } .b { stroke: #bc4c00 }
.tail { stroke-dasharray: 5 4 }
circle.a { fill: #0969da } circle.b { fill: #bc4c00 } circle.tail { stroke-dasharray: none }
@media (prefers-color-scheme: dark) {
  text { fill: #9198a1 }
  .a { stroke: #4493f8 } .b { stroke: #db6d28 }
  circle.a { fill: #4493f8 } circle.b { fill: #db6d28 }
}`;

interface Point {
  readonly connections: number;
  readonly series: Series;
}

function findPoints(all: readonly Series[]): Point[] {
  return all.flatMap((series) => {
    const connections = /^load-(\d+)$/.exec(series.name)?.[1];
    return connections === undefined ? [] : [{ connections: Number(connections), series }];
  });
}

function createThroughputPanel(points: readonly Point[]): Panel {
  const lines: Line[] = [{ metric: 'settledPerSecond', label: 'settled', className: 'a' }];
  const ticks = linearTicks(highest(points, lines));
  const top = ticks.at(-1) as number;
  return {
    title: 'Orders settled per second',
    top: tops[0],
    lines,
    ticks,
    heightOf: (value) => value / top,
  };
}

function createLatencyPanel(points: readonly Point[]): Panel {
  const lines: Line[] = [
    { metric: 'postP50', label: 'POST p50', className: 'a' },
    { metric: 'postP95', label: 'POST p95', className: 'a tail' },
    { metric: 'settleP50', label: 'settle p50', className: 'b' },
    { metric: 'settleP95', label: 'settle p95', className: 'b tail' },
  ];
  const ticks = powersOfTen(highest(points, lines));
  return {
    title: 'Latency, ms',
    top: tops[1],
    lines,
    ticks,
    // Values below 1 ms are drawn at the bottom.
    heightOf: (value) => Math.max(0, Math.log10(value)) / (ticks.length - 1),
  };
}

function highest(points: readonly Point[], lines: readonly Line[]): number {
  return Math.max(
    ...points.flatMap(({ series }) => lines.map(({ metric }) => medianAt(series, metric) ?? 0)),
  );
}

function medianAt(series: Series, metric: Metric): number | undefined {
  return summarise(series, metric)?.median;
}

/** Round ticks from 0 to the first tick that is not below `max`. */
export function linearTicks(max: number): number[] {
  const rough = Math.max(max, 1) / 5;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((each) => each * magnitude).find((each) => each >= rough) ?? rough;
  return Array.from({ length: Math.ceil(max / step) + 1 }, (_, i) => i * step);
}

export function powersOfTen(max: number): number[] {
  const count = Math.max(1, Math.ceil(Math.log10(Math.max(max, 1))));
  return Array.from({ length: count + 1 }, (_, i) => 10 ** i);
}

function drawPanel(panel: Panel, points: readonly Point[]): string {
  const { title, top, lines, ticks, heightOf } = panel;
  const bottom = top + panelHeight;
  const end = width - right;
  const [first, last] = [points[0], points.at(-1)].map((point) =>
    Math.log2(point?.connections ?? 1),
  );
  const x = ({ connections }: Point) =>
    left +
    ((end - left) * (Math.log2(connections) - Number(first))) / (Number(last) - Number(first));
  const y = (value: number) => bottom - heightOf(value) * panelHeight;

  const drawn = lines.map((line) => ({ ...line, spots: findSpots(line, points, { x, y }) }));
  const ends = spreadLabels(drawn.map(({ spots }) => spots.at(-1)?.y ?? bottom));
  return [
    `<text class="title" x="${left}" y="${top - 18}">${title}</text>`,
    ...ticks.map((tick) => drawTick(tick, { y: round(y(tick)), end })),
    ...points.map((point) => drawText(x(point), bottom + 20, String(point.connections))),
    drawText((left + end) / 2, bottom + 40, 'connections'),
    ...drawn.map(drawLine),
    ...drawn.map(
      ({ label }, i) => `<text x="${end + 10}" y="${round(Number(ends[i]) + 4)}">${label}</text>`,
    ),
  ].join('\n');
}

interface Spot {
  readonly x: number;
  readonly y: number;
}

interface Scales {
  readonly x: (point: Point) => number;
  readonly y: (value: number) => number;
}

function findSpots({ metric }: Line, points: readonly Point[], { x, y }: Scales): Spot[] {
  return points.flatMap((point) => {
    const value = medianAt(point.series, metric);
    return value === undefined ? [] : [{ x: round(x(point)), y: round(y(value)) }];
  });
}

function drawLine({ className, spots }: Line & { readonly spots: readonly Spot[] }): string {
  return [
    `<path class="${className}" d="M${spots.map((spot) => `${spot.x} ${spot.y}`).join(' L')}"/>`,
    ...spots.map((spot) => `<circle class="${className}" cx="${spot.x}" cy="${spot.y}" r="3"/>`),
  ].join('\n');
}

function drawTick(tick: number, at: { readonly y: number; readonly end: number }): string {
  return [
    `<line class="grid" x1="${left}" x2="${at.end}" y1="${at.y}" y2="${at.y}"/>`,
    `<text x="${left - 8}" y="${round(at.y + 4)}" text-anchor="end">${tick}</text>`,
  ].join('\n');
}

function drawText(x: number, y: number, text: string): string {
  return `<text x="${round(x)}" y="${y}" text-anchor="middle">${text}</text>`;
}

/**
 * Moves labels apart by at least `labelHeight` and keeps their order. Lines may end close together.
 */
export function spreadLabels(heights: readonly number[]): number[] {
  const placed = [...heights];
  const downwards = heights
    .map((_, i) => i)
    .sort((a, b) => Number(heights[a]) - Number(heights[b]));
  let free = -Infinity;
  for (const i of downwards) {
    const place = Math.max(Number(heights[i]), free);
    placed[i] = place;
    free = place + labelHeight;
  }
  return placed;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

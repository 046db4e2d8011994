import {
  drawLoadChart,
  hasCurve,
  linearTicks,
  powersOfTen,
  spreadLabels,
} from '../../src/report/chart';
import { seriesOf } from '../support/series';

function loadOf(connections: number, settledPerSecond: number) {
  return seriesOf(`load-${connections}`, {
    settledPerSecond,
    postP50: 5,
    postP95: 20,
    settleP50: 30,
    settleP95: 90,
  });
}

const curve = [seriesOf('spread', { settledPerSecond: 9 }), loadOf(1, 100), loadOf(2, 190)];

describe('drawLoadChart', () => {
  it('draws one circle per value of each load case and none for other cases', () => {
    const spots = drawLoadChart(curve).match(/<circle /g) ?? [];
    expect(spots).toHaveLength(2 * 5);
  });

  it('draws a higher throughput higher', () => {
    const [low, high] = [...drawLoadChart(curve).matchAll(/<circle [^>]*cy="([\d.]+)"/g)].map(
      ([, y]) => Number(y),
    );
    expect(high).toBeLessThan(low as number);
  });

  it('labels its axes and lines', () => {
    const texts = [...drawLoadChart(curve).matchAll(/<text[^>]*>([^<]*)</g)].map(
      ([, text]) => text,
    );
    expect(texts).toEqual(
      expect.arrayContaining([
        'Orders settled per second',
        'Latency, ms',
        'connections',
        '1',
        '2',
        'settled',
        'POST p50',
        'POST p95',
        'settle p50',
        'settle p95',
      ]),
    );
  });

  it('separates labels of lines that end close together and keeps their order', () => {
    expect(spreadLabels([104, 100, 200, 100])).toEqual([130, 100, 200, 115]);
  });

  it('rejects a single load', () => {
    expect(hasCurve(curve.slice(0, 2))).toBe(false);
    expect(() => drawLoadChart(curve.slice(0, 2))).toThrow('at least two loads');
  });
});

describe('the ticks of the chart', () => {
  it.each([
    [0, [0]],
    [9, [0, 2, 4, 6, 8, 10]],
    [100, [0, 20, 40, 60, 80, 100]],
    [1_234, [0, 500, 1_000, 1_500]],
  ])('reach %p in steps of 1, 2 or 5', (max, ticks) => {
    expect(linearTicks(max)).toEqual(ticks);
  });

  it.each([
    [0.2, [1, 10]],
    [10, [1, 10]],
    [11, [1, 10, 100]],
  ])('reach %p in powers of ten', (max, ticks) => {
    expect(powersOfTen(max)).toEqual(ticks);
  });
});

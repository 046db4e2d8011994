import { medianOf, percentilesOf } from '../../src/measure/latency';

describe('percentilesOf', () => {
  it('returns measured values, by nearest rank', () => {
    const oneToHundred = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(percentilesOf(oneToHundred)).toEqual({ p50: 50, p95: 95, p99: 99 });
  });

  it('returns a single value for every percentile', () => {
    expect(percentilesOf([7])).toEqual({ p50: 7, p95: 7, p99: 7 });
  });

  it('sorts values numerically', () => {
    expect(percentilesOf([9, 10, 100])).toEqual({ p50: 10, p95: 100, p99: 100 });
  });

  it('rejects an empty list', () => {
    expect(() => percentilesOf([])).toThrow('at least one value');
  });
});

describe('medianOf', () => {
  it('returns the middle value of an odd number of values', () => {
    expect(medianOf([10, 1, 9])).toBe(9);
  });

  it('returns the mean of the two middle values of an even number of values', () => {
    expect(medianOf([4, 1, 2, 10])).toBe(3);
  });
});

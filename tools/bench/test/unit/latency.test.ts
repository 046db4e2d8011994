import { medianOf, percentilesOf } from '../../src/measure/latency';

describe('percentiles', () => {
  it('are values that were measured, by nearest rank', () => {
    const oneToHundred = Array.from({ length: 100 }, (_, i) => 100 - i);
    expect(percentilesOf(oneToHundred)).toEqual({ p50: 50, p95: 95, p99: 99 });
  });

  it('are all the same value where there is one', () => {
    expect(percentilesOf([7])).toEqual({ p50: 7, p95: 7, p99: 7 });
  });

  it('sort numbers as numbers', () => {
    expect(percentilesOf([9, 10, 100])).toEqual({ p50: 10, p95: 100, p99: 100 });
  });

  it('do not exist of nothing', () => {
    expect(() => percentilesOf([])).toThrow('of nothing');
  });
});

describe('the median', () => {
  it('is the middle one of an odd number', () => {
    expect(medianOf([10, 1, 9])).toBe(9);
  });

  it('lies between the middle two of an even number', () => {
    expect(medianOf([4, 1, 2, 10])).toBe(3);
  });
});

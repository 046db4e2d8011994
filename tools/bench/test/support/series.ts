import type { Measures } from '../../src/measure/measures';
import type { Series } from '../../src/report/result';

/** A case that has found these, one after the other. */
export function seriesOf(name: string, ...rounds: Measures[]): Series {
  return { name, title: `the case ${name}`, rounds };
}

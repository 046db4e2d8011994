import type { Measures } from '../../src/measure/measures';
import type { Series } from '../../src/report/result';

/** Returns a series with the given rounds. */
export function seriesOf(name: string, ...rounds: Measures[]): Series {
  return { name, title: `the case ${name}`, rounds };
}

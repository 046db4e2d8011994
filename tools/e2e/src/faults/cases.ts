import { backlog } from './cases/backlog';
import { badLines } from './cases/bad-lines';
import { clocks } from './cases/clocks';
import { clusterFaults } from './cases/cluster';
import { crashWindows } from './cases/crash-windows';
import { crowds } from './cases/crowds';
import { deliveries } from './cases/deliveries';
import { failover } from './cases/failover';
import { forgeries } from './cases/forgeries';
import { freezes } from './cases/freezes';
import { halfOpen } from './cases/half-open';
import { httpAbuse } from './cases/http-abuse';
import { kills } from './cases/kills';
import { outages } from './cases/outages';
import { poison } from './cases/poison';
import { restarts } from './cases/restarts';
import { shortages } from './cases/shortages';
import { topology } from './cases/topology';
import type { FaultCase } from './fault-case';

export const faultCases: readonly FaultCase[] = [
  ...kills,
  ...crashWindows,
  ...restarts,
  ...outages,
  ...deliveries,
  ...poison,
  ...forgeries,
  ...topology,
  ...crowds,
  ...backlog,
  ...httpAbuse,
  ...halfOpen,
  ...badLines,
  ...freezes,
  ...shortages,
  ...clocks,
  ...clusterFaults,
  ...failover,
];

/** @throws Error that lists the existing cases */
export function selectCases(names: readonly string[]): readonly FaultCase[] {
  const unknown = names.find((name) => !faultCases.some((fault) => fault.name === name));
  if (unknown !== undefined) {
    const known = faultCases.map((fault) => `  ${fault.name}: ${fault.fault}`).join('\n');
    throw new Error(`there is no case '${unknown}'. The cases are\n${known}`);
  }
  return names.length === 0 ? faultCases : faultCases.filter((fault) => names.includes(fault.name));
}

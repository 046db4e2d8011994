import { type Topology, vhostOf } from '@online-shop/shared/bus/topology';
import type { DeclaredTopology } from '../topologies';

/** The result of a comparison. */
export interface Drift {
  /** One sentence for each difference. */
  readonly differences: readonly string[];
  /** One sentence for each part that could not be compared. */
  readonly omissions: readonly string[];
}

export interface BoundKey {
  readonly exchange: string;
  readonly queue: string;
  readonly key: string;
}

/** Compares the bindings of the declared queues, in both directions. */
export function compareBindings(
  topologies: readonly DeclaredTopology[],
  found: readonly BoundKey[],
): string[] {
  const declared = topologies.flatMap(({ topology }) => listBindings(topology));
  const queues = new Set(declared.map(({ queue }) => queue));
  const [wanted, present] = [new Set(declared.map(describe)), new Set(found.map(describe))];
  return [
    ...declared.map(describe).flatMap((each) => (present.has(each) ? [] : [`${each} is missing`])),
    ...found
      .filter(({ queue }) => queues.has(queue))
      .map(describe)
      .flatMap((each) => (wanted.has(each) ? [] : [`${each} is not declared by any service`])),
  ];
}

export function listBindings(topology: Topology): readonly BoundKey[] {
  return Object.values(vhostOf(topology).vhost.bindings).flatMap(
    ({ source: exchange, destination: queue, bindingKeys }) =>
      bindingKeys.map((key) => ({ exchange, queue, key })),
  );
}

function describe({ exchange, queue, key }: BoundKey): string {
  return `the binding of ${queue} to ${exchange} with ${key}`;
}

import { vhostOf } from '@online-shop/shared/bus/topology';
import type { DeclaredTopology } from '../topologies';

/** Returns one line for each exchange, binding, queue and publication of a service. */
export function describeTopology({ service, topology }: DeclaredTopology): string {
  const { exchanges, bindings, queues, publications } = vhostOf(topology).vhost;
  const sections = {
    exchanges: Object.entries(exchanges).map(([name, { type }]) => `${name} (${type})`),
    publishes: Object.entries(publications).flatMap(([name, publication]) =>
      'exchange' in publication ? [`${name} to ${publication.exchange}`] : [],
    ),
    bindings: Object.values(bindings).map(
      ({ source, destination, bindingKeys }) =>
        `${source} to ${destination}: ${bindingKeys.join(', ')}`,
    ),
    queues: Object.entries(queues).map(([name, { options }]) =>
      [name, ...Object.entries(options.arguments).map(describeArgument)].join('\n      '),
    ),
  };
  return [
    service,
    ...Object.entries(sections).map(([title, lines]) =>
      [`  ${title}`, ...lines.map((line) => `    ${line}`)].join('\n'),
    ),
  ].join('\n');
}

function describeArgument([name, value]: [string, unknown]): string {
  return `${name}: ${value === '' ? '(default exchange)' : value}`;
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { vhostOf } from '@online-shop/shared/bus/topology';
import type { MessageContract } from '@online-shop/shared/messages/contract';
import { loadTopologies } from '../../src/topologies';
import { listBindings } from '../../src/topology/drift';

const root = join(__dirname, '../../..');
const document = readFileSync(join(root, 'docs/messages.md'), 'utf8');
const topologies = loadTopologies();

/** Every contract that a file of shared/src/messages exports. */
function readContracts(): readonly MessageContract[] {
  const folder = join(root, 'shared/src/messages');
  const exported = readdirSync(folder).flatMap((file) =>
    Object.values(require(join(folder, file))),
  );
  return exported.filter((each) => Object(each).dataschema !== undefined) as MessageContract[];
}

describe.each(readContracts())('the contract of $type', ({ type, source }) => {
  test('is in the topology of the service that publishes it', () => {
    const publishers = topologies.flatMap(({ service, topology }) =>
      type in vhostOf(topology).vhost.publications ? [`/${service}`] : [],
    );
    expect(publishers).toEqual([source]);
  });

  test('has a queue that is bound to it', () => {
    const bindings = topologies.flatMap(({ topology }) => listBindings(topology));
    expect(bindings.filter(({ key }) => key === type)).not.toEqual([]);
  });

  test('has a section in docs/messages.md', () => {
    expect(document).toContain(`\n## ${type}\n`);
  });
});

test('docs/messages.md names every queue', () => {
  const queues = topologies.flatMap(({ topology }) =>
    Object.values(vhostOf(topology).vhost.subscriptions).map(({ queue }) => queue),
  );
  expect(queues.filter((queue) => !document.includes(`\`${queue}\``))).toEqual([]);
});

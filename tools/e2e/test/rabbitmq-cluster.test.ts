import { canHaveCluster, startRabbitmqCluster } from '../src/bus/rabbitmq-cluster';

// Skipped where the server's own programs are not: a cluster is made of them.
(canHaveCluster() ? describe : describe.skip)('a RabbitMQ cluster', () => {
  // What is left running after the last test of a file fails it.
  it('leaves no node behind when one does not come up in time', async () => {
    await expect(startRabbitmqCluster({ startWithinMs: 0 })).rejects.toThrow('ECONNREFUSED');
  });
});

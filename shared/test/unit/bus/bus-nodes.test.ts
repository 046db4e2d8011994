import { nodesOf } from '../../../src/bus/bus-nodes';

describe('nodesOf', () => {
  it.each([
    ['amqp://mq', ['amqp://mq']],
    ['amqp://a,b:5673', ['amqp://a', 'amqp://b:5673']],
    [
      'amqps://ann:s,e@cret@a:5671,b/shop?heartbeat=5,6',
      [
        'amqps://ann:s,e@cret@a:5671/shop?heartbeat=5,6',
        'amqps://ann:s,e@cret@b/shop?heartbeat=5,6',
      ],
    ],
    ['amqp://a,[::1]:5672/', ['amqp://a/', 'amqp://[::1]:5672/']],
    ['kafka', ['kafka']],
  ])('finds the nodes of %s', (url, nodes) => {
    expect(nodesOf(url)).toEqual(nodes);
  });
});

import { matches, parseCondition } from '../../../src/dead-letters/conditions';
import { nothing } from '../../../src/dead-letters/forecast/forecast';
import { createLetter } from '../support/dead-letters';

const letter = createLetter({ body: '{"type":"order.created","subject":"order-1"}' });
const selected = { letter, forecast: nothing('already charged') };
const select = (...conditions: readonly string[]) =>
  matches(conditions.map(parseCondition), selected);

test.each([
  ['queue=payments.order-created', 'queue=payments'],
  ['type=order.created', 'type=-'],
  ['error=ECODE', 'error=-'],
  ['order=order-1', 'order='],
  ['would-change-nothing', 'would-succeed'],
])('%s selects a dead letter that %s does not', (matching, other) => {
  expect(select(matching)).toBe(true);
  expect(select(other)).toBe(false);
});

test('several conditions must all hold', () => {
  expect(select('type=order.created', 'error=ECODE')).toBe(true);
  expect(select('type=order.created', 'error=other')).toBe(false);
});

test('- selects dead letters without the fact', () => {
  const unknown = createLetter({ body: 'not JSON' });
  expect(matches([parseCondition('type=-')], { letter: unknown, forecast: null })).toBe(true);
});

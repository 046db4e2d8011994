import { createId } from '@online-shop/shared/ids/uuid-v7';
import { createParser, InvalidMessageError } from '@online-shop/shared/messages/contract';
import { createEvent } from '@online-shop/shared/messages/create-event';
import { messageIdOf } from '@online-shop/shared/messages/message-id';
import { orderCreated } from '@online-shop/shared/messages/order-created';
import { paymentCompleted, paymentFailed } from '@online-shop/shared/messages/payment-results';

const orderId = createId();
const facts = {
  orderId,
  time: new Date('2026-01-02T03:04:05.678Z'),
  trace: { correlationId: 'abc' },
};
const data = { userId: 'u1', amount: 100, currency: 'RUB' };
const valid = createEvent(orderCreated, { ...facts, data });
const parse = createParser([orderCreated]);

describe('message contract', () => {
  it('reads back every event that it made', () => {
    expect(parse(JSON.stringify(valid))).toEqual(valid);
  });

  it('gives the same fact the same ID, and every other fact another one', () => {
    const ids = [orderCreated, paymentCompleted, paymentFailed].flatMap((contract) =>
      [orderId, createId()].map((subject) => messageIdOf({ ...contract, subject })),
    );
    expect(new Set(ids).size).toBe(6);
    expect(valid.id).toBe(ids[0]);
    expect(createEvent(orderCreated, { ...facts, time: new Date(), data }).id).toBe(valid.id);
  });

  it('never changes the ID of a fact', () => {
    const subject = '019df3a2-7c41-7d8e-9b52-3f0a6c1e8d47';
    expect(messageIdOf({ ...orderCreated, subject })).toBe('a2a77928-6ecd-56b1-8c86-123c49b78983');
  });

  it('gives a message of the previous version, whose ID is the order ID, its own ID', () => {
    expect(parse(JSON.stringify({ ...valid, id: orderId }))).toEqual(valid);
  });

  it('tells events of one subscription apart by their type', () => {
    const parseResult = createParser([paymentCompleted, paymentFailed]);
    const failed = createEvent(paymentFailed, {
      ...facts,
      data: { ...data, reason: 'INSUFFICIENT_FUNDS' },
    });
    expect(parseResult(JSON.stringify(failed))).toEqual(failed);
  });

  it('carries the trace context where there is one', () => {
    const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const event = createEvent(orderCreated, {
      ...facts,
      trace: { correlationId: 'abc', traceparent },
      data,
    });
    expect(parse(JSON.stringify(event)).traceparent).toBe(traceparent);
  });

  it.each([
    ['text that is not JSON', '{', 'not JSON'],
    ['JSON that is not an object', '7', 'type must be one of order.created'],
    ['null', 'null', 'type must be one of order.created'],
    ['an unknown type', JSON.stringify({ ...valid, type: 'order.eaten' }), 'type must be one of'],
    ['an id that is no UUID', JSON.stringify({ ...valid, id: '1' }), '/id'],
    [
      'an id in capitals',
      JSON.stringify({ ...valid, id: 'A1B2C3D4-0000-7000-8000-00000000000A' }),
      '/id',
    ],
    ['the ID of another order', JSON.stringify({ ...valid, id: createId() }), '/id'],
    ['the ID under another order', JSON.stringify({ ...valid, subject: createId() }), '/id'],
    ['another source', JSON.stringify({ ...valid, source: '/payments-service' }), '/source'],
    ['a missing subject', JSON.stringify({ ...valid, subject: undefined }), "'subject'"],
    [
      'another version of the data',
      JSON.stringify({ ...valid, dataschema: '/x/2' }),
      '/dataschema',
    ],
    [
      'a fraction of a cent',
      JSON.stringify({ ...valid, data: { ...data, amount: 1.5 } }),
      '/amount',
    ],
    ['an amount as text', JSON.stringify({ ...valid, data: { ...data, amount: '1' } }), '/amount'],
    [
      'data with more than it should have',
      JSON.stringify({ ...valid, data: { ...data, x: 1 } }),
      '',
    ],
  ])('refuses %s', (_what, body, problem) => {
    expect(() => parse(body)).toThrow(InvalidMessageError);
    expect(() => parse(body)).toThrow(problem);
  });

  it('names everything that is wrong at once', () => {
    const body = JSON.stringify({ ...valid, id: 'x', data: { ...data, amount: 0 } });
    expect(() => parse(body)).toThrow(/\/id.*\/data\/amount/);
  });

  it('rejects a body above 64 KiB without reading it', () => {
    const members = Object.fromEntries(Array.from({ length: 200_000 }, (_, i) => [`x${i}`, 1]));
    const body = JSON.stringify({ ...valid, data: { ...data, ...members } });

    const { length } = body;
    expect(() => parse(body)).toThrow(`the body has ${length} bytes, more than 65536`);
  });

  it('counts the size of a body in bytes', () => {
    const note = 'й'.repeat(32_768);
    expect(() => parse(JSON.stringify({ ...valid, note }))).toThrow('bytes, more than 65536');
  });

  it('names an error that occurs often once', () => {
    const members = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`x${i}`, 1]));
    const body = JSON.stringify({ ...valid, data: { ...data, ...members } });

    expect(() => parse(body)).toThrow(/^\/data must NOT have additional properties$/);
  });

  it('names at most ten errors, and says how many more there are', () => {
    const wrong = Object.fromEntries(Object.keys(valid).map((name) => [name, {}]));
    const body = JSON.stringify({ ...wrong, type: valid.type });

    expect(() => parse(body)).toThrow(/(.*; ){10}and \d+ more$/);
  });
});

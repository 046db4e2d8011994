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
  it('parses every event that it created', () => {
    expect(parse(JSON.stringify(valid))).toEqual(valid);
  });

  it('creates equal IDs for equal facts and different IDs for different facts', () => {
    const ids = [orderCreated, paymentCompleted, paymentFailed].flatMap((contract) =>
      [orderId, createId()].map((subject) => messageIdOf({ ...contract, subject })),
    );
    expect(new Set(ids).size).toBe(6);
    expect(valid.id).toBe(ids[0]);
    expect(createEvent(orderCreated, { ...facts, time: new Date(), data }).id).toBe(valid.id);
  });

  it('creates the same ID in every release', () => {
    const subject = '019df3a2-7c41-7d8e-9b52-3f0a6c1e8d47';
    expect(messageIdOf({ ...orderCreated, subject })).toBe('a2a77928-6ecd-56b1-8c86-123c49b78983');
  });

  it('replaces the ID of a message of the previous version, which is the order ID', () => {
    expect(parse(JSON.stringify({ ...valid, id: orderId }))).toEqual(valid);
  });

  it('distinguishes the events of one subscription by their type', () => {
    const parseResult = createParser([paymentCompleted, paymentFailed]);
    const failed = createEvent(paymentFailed, {
      ...facts,
      data: { ...data, reason: 'INSUFFICIENT_FUNDS' },
    });
    expect(parseResult(JSON.stringify(failed))).toEqual(failed);
  });

  it('keeps the trace context if the event has one', () => {
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
    ['an ID that is not a UUID', JSON.stringify({ ...valid, id: '1' }), '/id'],
    [
      'an ID in upper case',
      JSON.stringify({ ...valid, id: 'A1B2C3D4-0000-7000-8000-00000000000A' }),
      '/id',
    ],
    ['the ID of another order', JSON.stringify({ ...valid, id: createId() }), '/id'],
    ['the ID with another subject', JSON.stringify({ ...valid, subject: createId() }), '/id'],
    ['another source', JSON.stringify({ ...valid, source: '/payments-service' }), '/source'],
    ['a missing subject', JSON.stringify({ ...valid, subject: undefined }), "'subject'"],
    [
      'another version of the data',
      JSON.stringify({ ...valid, dataschema: '/x/2' }),
      '/dataschema',
    ],
    [
      'a fractional amount',
      JSON.stringify({ ...valid, data: { ...data, amount: 1.5 } }),
      '/amount',
    ],
    ['an amount as text', JSON.stringify({ ...valid, data: { ...data, amount: '1' } }), '/amount'],
    ['data with an unknown field', JSON.stringify({ ...valid, data: { ...data, x: 1 } }), ''],
  ])('rejects %s', (_what, body, problem) => {
    expect(() => parse(body)).toThrow(InvalidMessageError);
    expect(() => parse(body)).toThrow(problem);
  });

  it('reports all errors together', () => {
    const body = JSON.stringify({ ...valid, id: 'x', data: { ...data, amount: 0 } });
    expect(() => parse(body)).toThrow(/\/id.*\/data\/amount/);
  });

  it('rejects a body of more than 64 KiB without parsing it', () => {
    const members = Object.fromEntries(Array.from({ length: 200_000 }, (_, i) => [`x${i}`, 1]));
    const body = JSON.stringify({ ...valid, data: { ...data, ...members } });

    const { length } = body;
    expect(() => parse(body)).toThrow(`the body has ${length} bytes, more than 65536`);
  });

  it('measures the size of a body in bytes', () => {
    const note = 'й'.repeat(32_768);
    expect(() => parse(JSON.stringify({ ...valid, note }))).toThrow('bytes, more than 65536');
  });

  it('reports a repeated error once', () => {
    const members = Object.fromEntries(Array.from({ length: 5_000 }, (_, i) => [`x${i}`, 1]));
    const body = JSON.stringify({ ...valid, data: { ...data, ...members } });

    expect(() => parse(body)).toThrow(/^\/data must NOT have additional properties$/);
  });

  it('reports at most ten errors and the number of the others', () => {
    const wrong = Object.fromEntries(Object.keys(valid).map((name) => [name, {}]));
    const body = JSON.stringify({ ...wrong, type: valid.type });

    expect(() => parse(body)).toThrow(/(.*; ){10}and \d+ more$/);
  });
});

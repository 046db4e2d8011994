import request from 'supertest';
import { jsonBody } from '../../../src/http/json-body';
import { requestBody } from '../../../src/http/request-body';
import { validate } from '../../../src/http/validation';
import { amount } from '../../../src/values/amount';
import { userId } from '../../../src/values/user-id';
import { type RunningService, startService } from '../../support/http-service';

let service: RunningService;

beforeAll(async () => {
  service = await startService((app) => {
    app.post(
      '/things',
      jsonBody(),
      validate(...requestBody({ userId, amount }).chains),
      (_req, res) => {
        res.json({});
      },
    );
  });
});

afterAll(() => service.server.stop());

describe('a 400 problem', () => {
  const sizeOf = async (body: string) => {
    const answer = await request(service.url)
      .post('/things')
      .set('Content-Type', 'application/json')
      .send(body)
      .expect(400);
    return { body: answer.body, bytes: Buffer.byteLength(answer.text) };
  };

  it('lists 20 invalid fields at most and counts the others', async () => {
    const unknown = Array.from({ length: 9_000 }, (_, i) => `"f${i}":0`);
    const { body, bytes } = await sizeOf(`{"userId":1,${unknown.join()}}`);

    const listed = Array.from({ length: 18 }, (_, i) => `f${i}`);
    expect(body.errors.map(({ path }: { path: string }) => path)).toEqual([
      ...['userId', 'amount'],
      ...listed,
    ]);
    expect(body.detail).toMatch(/^invalid: userId, amount, f0, .*, f17, and 8982 more$/);
    expect(bytes).toBeLessThan(4_000);
  });

  it.each(['x', '\u{1F6D2}', '\\u0001'])('shortens long field names made of %j', async (part) => {
    const name = part.repeat(Math.floor(96_000 / Buffer.byteLength(part)));
    const { body, bytes } = await sizeOf(`{"userId":"ann","amount":1,"${name}":0}`);

    const shown = JSON.parse(`"${part.repeat(64)}"`).slice(0, 64);
    expect(body.errors).toEqual([{ in: 'body', path: `${shown}…`, message: expect.any(String) }]);
    expect(bytes).toBeLessThan(2_000);
  });
});

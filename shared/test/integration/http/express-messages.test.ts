import { type RunningService, startService } from '../../support/http-service';

let service: RunningService;

beforeAll(async () => {
  service = await startService((app) => {
    app.get('/item', (_req, res) => {
      res.json({ ok: true });
    });
  });
});
afterAll(() => service.server.stop());

/** Records every `Object.setPrototypeOf` during `work`: the previous and the new prototype. */
async function watchPrototypes(work: () => Promise<void>) {
  const changes: { previous: unknown; next: unknown }[] = [];
  const setPrototypeOf = Object.setPrototypeOf;
  const spy = jest.spyOn(Object, 'setPrototypeOf').mockImplementation((object, prototype) => {
    changes.push({ previous: Object.getPrototypeOf(object), next: prototype });
    return setPrototypeOf(object, prototype);
  });
  await work();
  spy.mockRestore();
  return changes;
}

describe('createExpressMessages', () => {
  it('creates requests and responses that already have the prototypes of Express', async () => {
    const changes = await watchPrototypes(async () => {
      const response = await fetch(`${service.url}/item`);
      expect(await response.json()).toEqual({ ok: true });
    });
    expect(changes.length).toBeGreaterThanOrEqual(2);
    for (const { previous, next } of changes) expect(previous).toBe(next);
  });
});

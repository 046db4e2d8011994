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

/** The prototypes that were set while `work` was done: what each object had, and what it got. */
async function watchPrototypes(work: () => Promise<void>) {
  const changes: { had: unknown; got: unknown }[] = [];
  const setPrototypeOf = Object.setPrototypeOf;
  const spy = jest.spyOn(Object, 'setPrototypeOf').mockImplementation((object, prototype) => {
    changes.push({ had: Object.getPrototypeOf(object), got: prototype });
    return setPrototypeOf(object, prototype);
  });
  await work();
  spy.mockRestore();
  return changes;
}

describe('a request to an Express application, and its answer', () => {
  it('have the prototypes that Express gives them before it does', async () => {
    const changes = await watchPrototypes(async () => {
      const answer = await fetch(`${service.url}/item`);
      expect(await answer.json()).toEqual({ ok: true });
    });
    expect(changes.length).toBeGreaterThanOrEqual(2);
    for (const { had, got } of changes) expect(had).toBe(got);
  });
});

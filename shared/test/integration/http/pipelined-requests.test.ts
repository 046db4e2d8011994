import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { openConnection, type RawConnection } from '@online-shop/test-kit/raw-connection';
import { jsonBody } from '../../../src/http/json-body';
import { type RunningService, startService } from '../../support/http-service';

let service: RunningService;
let client: RawConnection;
/** The requests that were begun, in order. */
let begun: string[];
/** Lets every answer out, now and later. */
let door: AbortController;
let entered: Promise<void>;

beforeEach(async () => {
  begun = [];
  door = new AbortController();
  let enter = () => {};
  entered = new Promise((resolve) => {
    enter = resolve;
  });
  service = await startService((app) => {
    app.use(async (req, _res, next) => {
      begun.push(req.url);
      enter();
      if (!door.signal.aborted) await once(door.signal, 'abort');
      next();
    });
    app.get('/:n', (req, res) => void res.json(req.params.n));
    app.post('/', jsonBody(), (req, res) => void res.json(req.body));
  });
  client = await openConnection(service.port);
});

afterEach(async () => {
  client.socket.destroy();
  await service.server.stop();
});

const get = (path: string) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

/** Afterwards the service has read what had come on other connections, as far as it reads them. */
async function letItRead(): Promise<void> {
  const other = await openConnection(service.port);
  for (let i = 0; i < 50; i++) {
    other.send(get('/health/live'));
    await other.readAnswer();
  }
  other.socket.destroy();
}

describe('a request that is sent before the answer to the one before it', () => {
  it('is begun after that answer', async () => {
    client.send(get('/1') + get('/2'));
    await entered;
    await letItRead();
    expect(begun).toEqual(['/1']);
    door.abort();
    for (const n of ['1', '2']) expect((await client.readAnswer()).body).toBe(`"${n}"`);
  });

  it('is given the rest of its body once it is its turn', async () => {
    client.send(
      ...[`${get('/1')}POST / HTTP/1.1`, 'Host: x', 'Content-Type: application/json'],
      ...['Transfer-Encoding: chunked', '', '3', '{"a', ''],
    );
    await entered;
    await letItRead();
    client.send('4', '":1}', '0', '', '');
    door.abort();
    await client.readAnswer();
    expect((await client.readAnswer()).body).toBe('{"a":1}');
  });

  it('keeps the connection from being read any further, however many there are', async () => {
    const count = 6_000;
    let read = 0;
    const onRead = () => {
      read += 1;
    };
    subscribe('http.server.request.start', onRead);
    client.send(Array.from({ length: count }, (_, n) => get(`/${n}`)).join(''));
    await entered;
    await letItRead();
    unsubscribe('http.server.request.start', onRead);
    expect(read).toBeLessThan(count / 2);

    door.abort();
    for (let n = 0; n < count; n++) expect((await client.readAnswer()).body).toBe(`"${n}"`);
  });
});

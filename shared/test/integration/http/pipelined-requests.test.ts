import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { openConnection, type RawConnection } from '@online-shop/test-kit/raw-connection';
import { jsonBody } from '../../../src/http/json-body';
import { type RunningService, startService } from '../../support/http-service';

let service: RunningService;
let client: RawConnection;
/** The paths of the handled requests, in order. */
let handled: string[];
/** An abort releases all current and later responses. */
let release: AbortController;
let entered: Promise<void>;

beforeEach(async () => {
  handled = [];
  release = new AbortController();
  let enter = () => {};
  entered = new Promise((resolve) => {
    enter = resolve;
  });
  service = await startService((app) => {
    app.use(async (req, _res, next) => {
      handled.push(req.url);
      enter();
      if (!release.signal.aborted) await once(release.signal, 'abort');
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

/** Waits until the service has read all data of other connections that it is going to read. */
async function finishReading(): Promise<void> {
  const other = await openConnection(service.port);
  for (let i = 0; i < 50; i++) {
    other.send(get('/health/live'));
    await other.readAnswer();
  }
  other.socket.destroy();
}

describe('a pipelined request', () => {
  it('is handled after the previous response', async () => {
    client.send(get('/1') + get('/2'));
    await entered;
    await finishReading();
    expect(handled).toEqual(['/1']);
    release.abort();
    for (const n of ['1', '2']) expect((await client.readAnswer()).body).toBe(`"${n}"`);
  });

  it('receives the rest of its body after the previous response', async () => {
    client.send(
      ...[`${get('/1')}POST / HTTP/1.1`, 'Host: x', 'Content-Type: application/json'],
      ...['Transfer-Encoding: chunked', '', '3', '{"a', ''],
    );
    await entered;
    await finishReading();
    client.send('4', '":1}', '0', '', '');
    release.abort();
    await client.readAnswer();
    expect((await client.readAnswer()).body).toBe('{"a":1}');
  });

  it('stops the server from reading further requests of the connection', async () => {
    const count = 6_000;
    let read = 0;
    const onRead = () => {
      read += 1;
    };
    subscribe('http.server.request.start', onRead);
    client.send(Array.from({ length: count }, (_, n) => get(`/${n}`)).join(''));
    await entered;
    await finishReading();
    unsubscribe('http.server.request.start', onRead);
    expect(read).toBeLessThan(count / 2);

    release.abort();
    for (let n = 0; n < count; n++) expect((await client.readAnswer()).body).toBe(`"${n}"`);
  });
});

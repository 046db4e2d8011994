import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  readonly status: number;
  /** All values of each field, by its name in lower case. */
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly body: string;
}

/** An HTTP/1.1 connection on which a test writes arbitrary bytes. */
export interface RawConnection {
  readonly socket: Socket;
  send(...lines: readonly string[]): void;
  /** Resolves with the next complete response. Rejects if the connection ends before. */
  readAnswer(): Promise<RawAnswer>;
  /** Resolves when the other side has closed the connection. */
  readonly ended: Promise<void>;
}

export async function openConnection(port: number): Promise<RawConnection> {
  const socket = connect({ port, host: '127.0.0.1' });
  await once(socket, 'connect');
  let received = Buffer.alloc(0);
  let isOver = false;
  const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('error', () => {});
  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
    socket.emit('progress');
  });
  socket.once('close', () => {
    isOver = true;
    socket.emit('progress');
  });
  socket.once('end', () => socket.end());

  return {
    socket,
    ended,
    send: (...lines) => {
      socket.write(lines.join('\r\n'), 'latin1');
    },
    async readAnswer() {
      for (;;) {
        const parsed = parseAnswer(received, isOver);
        if (parsed) {
          received = received.subarray(parsed.length);
          return parsed.answer;
        }
        if (isOver) throw new Error(`the connection ended after: ${received.toString('latin1')}`);
        await once(socket, 'progress');
      }
    },
  };
}

function parseAnswer(bytes: Buffer, isOver: boolean) {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) return null;
  const [statusLine = '', ...fields] = bytes.toString('latin1', 0, headEnd).split('\r\n');
  const headers: Record<string, string[]> = {};
  for (const field of fields) {
    const colon = field.indexOf(':');
    const name = field.slice(0, colon).toLowerCase();
    headers[name] = [...(headers[name] ?? []), field.slice(colon + 1).trim()];
  }
  const status = Number(statusLine.split(' ')[1]);
  const rest = bytes.subarray(headEnd + 4);
  const body = parseBody(rest, { status, headers, isOver });
  if (!body) return null;
  const answer: RawAnswer = { status, headers, body: body.text };
  return { answer, length: headEnd + 4 + body.length };
}

interface BodyFacts {
  readonly status: number;
  readonly headers: Readonly<Record<string, readonly string[]>>;
  readonly isOver: boolean;
}

function parseBody(rest: Buffer, { status, headers, isOver }: BodyFacts) {
  if (status < 200 || status === 204) return { text: '', length: 0 };
  if (headers['transfer-encoding']?.[0] === 'chunked') return parseChunks(rest);
  const announced = headers['content-length']?.[0];
  if (announced === undefined) {
    return isOver ? { text: rest.toString(), length: rest.length } : null;
  }
  const length = Number(announced);
  return rest.length < length ? null : { text: rest.toString('utf8', 0, length), length };
}

function parseChunks(rest: Buffer) {
  const parts: Buffer[] = [];
  let position = 0;
  for (;;) {
    const lineEnd = rest.indexOf('\r\n', position);
    if (lineEnd < 0) return null;
    const size = Number.parseInt(rest.toString('latin1', position, lineEnd), 16);
    const start = lineEnd + 2;
    if (rest.length < start + size + 2) return null;
    parts.push(rest.subarray(start, start + size));
    position = start + size + 2;
    if (size === 0) return { text: Buffer.concat(parts).toString(), length: position };
  }
}

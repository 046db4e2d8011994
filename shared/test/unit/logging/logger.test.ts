import { Writable } from 'node:stream';
import { captureLog } from '@online-shop/local/testing/log-capture';
import { ownContext } from '../../../src/logging/context';
import { createLogger } from '../../../src/logging/logger';

describe('logger', () => {
  it('puts the correlation id of the work on every line, or that of the process', () => {
    const { logger, lines } = captureLog();
    logger.info('working', { correlationId: 'one' });
    logger.info('idle');
    const { correlationId } = ownContext;
    expect(lines.map((line) => line.correlationId)).toEqual(['one', correlationId]);
  });

  it('writes time, level, service, message and facts as one JSON object', () => {
    const { logger, lines } = captureLog();
    logger.warn('careful', { count: 3, when: new Date(0), big: 10n, none: null });
    expect(lines).toEqual([
      {
        time: expect.stringMatching(/^\d{4}-.*Z$/),
        level: 'warn',
        service: 'tested',
        message: 'careful',
        correlationId: expect.any(String),
        count: 3,
        when: '1970-01-01T00:00:00.000Z',
        big: '10',
        none: null,
      },
    ]);
  });

  it('masks secrets, however deep they are', () => {
    const { logger, lines } = captureLog();
    logger.info('connecting to amqp://shop:hunter2@mq/x', {
      url: 'postgres://a:hunter2@db/x and redis://:hunter2@cache',
      headers: { Authorization: 'hunter2', Cookie: 'hunter2', 'set-cookie': ['hunter2'] },
      nested: [{ accessToken: 'hunter2', clientSecret: 'hunter2', dbPassword: 'hunter2' }],
      error: new Error('no postgres://a:hunter2@db', { cause: new Error('x://u:hunter2@h') }),
    });
    expect(JSON.stringify(lines)).not.toContain('hunter2');
    expect(lines[0]?.message).toBe('connecting to amqp://[redacted]@mq/x');
  });

  it('masks a password that holds an @', () => {
    const { logger, lines } = captureLog();
    logger.info('x', { url: 'postgres://a:hunt@er2@db/x' });
    expect(lines[0]?.url).toBe('postgres://[redacted]@db/x');
  });

  it('cuts a text short that is too long, masked before, and says by how much', () => {
    const { logger, lines } = captureLog();
    const path = `${'/a'.repeat(994)}/x://ann:hunter2@db${'/b'.repeat(6_000)}`;
    logger.info('request', { path });
    const masked = path.replace('ann:hunter2', '[redacted]');
    expect(lines[0]?.path).toBe(`${masked.slice(0, 2_000)}[${masked.length - 2_000} more]`);
  });

  it('keeps an error’s stack, code and causes', () => {
    const { logger, lines } = captureLog();
    const cause = Object.assign(new Error('inner'), { code: 'ECONNREFUSED' });
    logger.error('failed', { error: new TypeError('outer', { cause }) });
    expect(lines[0]?.error).toMatchObject({
      name: 'TypeError',
      message: 'outer',
      stack: expect.stringContaining('logger.test'),
      cause: { message: 'inner', code: 'ECONNREFUSED' },
    });
  });

  it('survives a value that holds itself', () => {
    const { logger, lines } = captureLog();
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    logger.info('looping', { loop });
    expect(JSON.stringify(lines)).toContain('[deeper]');
  });

  it('leaves out what is below its level', () => {
    const { logger, lines } = captureLog('warn');
    logger.info('quiet');
    logger.warn('loud');
    expect(lines.map((line) => line.message)).toEqual(['loud']);
  });

  it('writes lines that people can read, with stacks below', () => {
    let text = '';
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        text += chunk;
        done();
      },
    });
    const logger = createLogger({ service: 'orders', level: 'info', format: 'pretty', stream });
    const error = new Error('outer', { cause: new Error('inner') });
    logger.info('did it', { correlationId: 'c-1', why: 'a\nb', error });
    expect(text).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} INFO {2}orders: did it {2}why="a\\nb" error="Error/,
    );
    expect(text).toContain('correlationId=c-1\n  Error: outer\n');
    expect(text).toContain('\n  caused by Error: inner\n');
  });
});

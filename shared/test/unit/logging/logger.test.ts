import { Writable } from 'node:stream';
import { UnavailableError } from '@online-shop/shared/errors/unavailable-error';
import { captureLog } from '@online-shop/test-kit/log-capture';
import { ownContext } from '../../../src/logging/context';
import { createLogger } from '../../../src/logging/logger';

describe('logger', () => {
  it('adds the given correlation ID to a line, or the one of the process', () => {
    const { logger, lines } = captureLog();
    logger.info('working', { correlationId: 'one' });
    logger.info('idle');
    const { correlationId } = ownContext;
    expect(lines.map((line) => line.correlationId)).toEqual(['one', correlationId]);
  });

  it('writes time, level, service, message and members as one JSON object', () => {
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

  it('masks secrets at any depth', () => {
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

  it('masks a password that contains an @', () => {
    const { logger, lines } = captureLog();
    logger.info('x', { url: 'postgres://a:hunt@er2@db/x' });
    expect(lines[0]?.url).toBe('postgres://[redacted]@db/x');
  });

  it('masks and then shortens a long text, and appends the number of omitted characters', () => {
    const { logger, lines } = captureLog();
    const path = `${'/a'.repeat(994)}/x://ann:hunter2@db${'/b'.repeat(6_000)}`;
    logger.info('request', { path });
    const masked = path.replace('ann:hunter2', '[redacted]');
    expect(lines[0]?.path).toBe(`${masked.slice(0, 2_000)}[${masked.length - 2_000} more]`);
  });

  it('logs the stack, code and causes of an error', () => {
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

  it('shortens the message of an error and keeps the calls in its stack', () => {
    const { logger, lines } = captureLog();
    const error = Object.assign(new Error('$&x'.repeat(100_000)), { code: 'c'.repeat(9_000) });
    logger.error('failed', { error });

    expect(lines[0]?.error).toMatchObject({
      message: `${'$&x'.repeat(666)}$&[298000 more]`,
      stack: expect.stringMatching(/\[298000 more\]\n {4}at .*logger\.test/),
      code: `${'c'.repeat(2_000)}[7000 more]`,
    });
  });

  it('shortens a long stack', () => {
    const { logger, lines } = captureLog();
    const error = Object.assign(new Error('deep'), { stack: 'x'.repeat(10_000) });
    logger.error('failed', { error });

    expect(lines[0]?.error).toMatchObject({ stack: `${'x'.repeat(8_000)}[2000 more]` });
  });

  it('logs an UnavailableError on one line with its cause and without a stack', () => {
    const { logger, lines } = captureLog();
    const cause = new Error('connect\n ECONNREFUSED amqp://ann:hunter2@mq');
    logger.warn('rejected', { error: new UnavailableError('no database', { cause }) });
    expect(lines[0]?.error).toBe('no database: connect ECONNREFUSED amqp://[redacted]@mq');
  });

  it('logs a circular value with limited depth', () => {
    const { logger, lines } = captureLog();
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    logger.info('looping', { loop });
    expect(JSON.stringify(lines)).toContain('[deeper]');
  });

  it('does not write lines below its level', () => {
    const { logger, lines } = captureLog('warn');
    logger.info('quiet');
    logger.warn('loud');
    expect(lines.map((line) => line.message)).toEqual(['loud']);
  });

  function captureText(format: 'json' | 'pretty') {
    const written: string[] = [];
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        written.push(String(chunk));
        done();
      },
    });
    const logger = createLogger({ service: 'orders', level: 'info', format, stream });
    return { logger, readText: () => written.join('') };
  }

  it('writes readable lines followed by stacks', () => {
    const { logger, readText } = captureText('pretty');
    const error = new Error('outer', { cause: new Error('inner') });
    logger.info('did it', { correlationId: 'c-1', why: 'a\nb', error });
    const text = readText();
    expect(text).toMatch(
      /^\d\d:\d\d:\d\d\.\d{3} INFO {2}orders: did it {2}why="a\\nb" error="Error/,
    );
    expect(text).toContain('correlationId=c-1\n  Error: outer\n');
    expect(text).toContain('\n  caused by Error: inner\n');
  });

  it.each(['json', 'pretty'] as const)(
    'writes no raw control character in the %s format',
    (format) => {
      const unsafe = '\u001b[31m \u009b2J \u202e \u2028 \r\u0007\u007f \ud800';
      const { logger, readText } = captureText(format);
      const error = Object.assign(new Error(unsafe), { name: `E${unsafe}`, code: unsafe });
      logger.error(unsafe, { [unsafe]: unsafe, messageId: unsafe, error });

      const text = readText();
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the test rejects these characters.
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e\u2028\ud800]/);
      expect(text).toContain('\\u001b[31m');
      if (format === 'json') expect(JSON.parse(text)).toMatchObject({ messageId: unsafe });
    },
  );
});

import {
  durationMs,
  integer,
  logFormat,
  logLevel,
  optional,
  port,
} from '../../../src/config/config-keys';
import { ConfigError, parseConfig } from '../../../src/config/parse-config';
import { busUrl, databaseUrl, httpUrl } from '../../../src/config/url-keys';

const doc = 'what it is for';

function problemsOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

const spec = {
  PORT: port({ doc, default: 5001 }),
  DATABASE_URL: databaseUrl({ doc, default: 'postgres://orders:orders@127.0.0.1/ordersdb' }),
  BUS_URL: busUrl({ doc, default: 'postgres://bus:bus@127.0.0.1/busdb' }),
  ORDERS_URL: httpUrl({ doc, default: 'http://127.0.0.1:5001' }),
  LOG_LEVEL: logLevel(),
  LOG_FORMAT: logFormat(),
  RATE: optional(integer({ doc, max: 10 })),
  WAIT_MS: durationMs({ doc, default: 100 }),
};

describe('parseConfig', () => {
  it('returns the default of every key if no variable is set', () => {
    expect(parseConfig({}, spec)).toEqual({
      PORT: 5001,
      DATABASE_URL: 'postgres://orders:orders@127.0.0.1/ordersdb',
      BUS_URL: 'postgres://bus:bus@127.0.0.1/busdb',
      ORDERS_URL: 'http://127.0.0.1:5001',
      LOG_LEVEL: 'info',
      LOG_FORMAT: 'pretty',
      RATE: undefined,
      WAIT_MS: 100,
    });
  });

  it('returns the values that are set, including port 0', () => {
    const config = parseConfig(
      { PORT: '0', BUS_URL: 'amqps://a:b@mq/vhost', ORDERS_URL: 'http://orders:80/', RATE: '10' },
      spec,
    );
    expect(config).toMatchObject({
      PORT: 0,
      BUS_URL: 'amqps://a:b@mq/vhost',
      ORDERS_URL: 'http://orders',
      RATE: 10,
    });
  });

  it('treats an empty variable as missing', () => {
    expect(parseConfig({ PORT: '', WAIT_MS: ' ', RATE: '' }, spec)).toMatchObject({
      PORT: 5001,
      WAIT_MS: 100,
    });
  });

  it('returns a frozen object', () => {
    expect(Object.isFrozen(parseConfig({}, spec))).toBe(true);
  });

  it('reports all problems together', () => {
    const environment = {
      PORT: '65536',
      DATABASE_URL: 'mysql://u:p@h/db',
      BUS_URL: 'kafka',
      ORDERS_URL: 'http://orders/path',
      LOG_LEVEL: 'loud',
      LOG_FORMAT: 'xml',
      RATE: '1e1',
      WAIT_MS: '-1',
    };
    const problems = problemsOf(() => parseConfig(environment, spec));
    expect(problems.map((problem) => problem.split(' ')[0]).sort()).toEqual(
      Object.keys(environment).sort(),
    );
  });

  it('reports a misspelt variable after the problems', () => {
    const environment = { PORT: 'http', LOG_LEVLE: 'debug', ORDERS_URL: 'http://orders' };
    expect(problemsOf(() => parseConfig(environment, spec))).toEqual([
      expect.stringContaining('PORT must be'),
      'LOG_LEVLE is not a setting: did you mean LOG_LEVEL?',
    ]);
  });

  it.each(['08', '1.0', '0x10', '1e3', '+5', '5 ', 'NaN'])('rejects %j as an integer', (text) => {
    expect(problemsOf(() => parseConfig({ PORT: text }, spec))).toHaveLength(1);
  });

  it('rejects a database URL without a database name', () => {
    const environment = { DATABASE_URL: 'postgres://u:p@host' };
    expect(problemsOf(() => parseConfig(environment, spec))).toHaveLength(1);
  });

  it.each(['schema=shop', 'options=-c%20search_path%3Dshop', 'pgbouncer=true'])(
    'rejects a PostgreSQL URL with a parameter that would be ignored: %s',
    (parameter) => {
      const url = `postgres://u:p@host/db?sslmode=require&${parameter}`;
      const problems = problemsOf(() => parseConfig({ DATABASE_URL: url, BUS_URL: url }, spec));
      const name = parameter.split('=')[0];
      for (const variable of ['DATABASE_URL', 'BUS_URL']) {
        expect(problems).toContainEqual(
          expect.stringContaining(`${variable} must not contain the URL parameter '${name}': only`),
        );
      }
    },
  );

  it('accepts TLS parameters in a PostgreSQL URL, and any parameters in a RabbitMQ URL', () => {
    const DATABASE_URL = 'postgres://u:p@host/db?sslmode=verify-full&sslrootcert=/ca.pem';
    const BUS_URL = 'amqps://u:p@host/vhost?heartbeat=5';
    expect(parseConfig({ DATABASE_URL, BUS_URL }, spec)).toMatchObject({ DATABASE_URL, BUS_URL });
  });

  it('reports a missing required variable with its description', () => {
    const required = { DATABASE_URL: databaseUrl({ doc: 'the database' }) };
    expect(problemsOf(() => parseConfig({}, required))).toEqual([
      'DATABASE_URL is missing: the database',
    ]);
  });

  it('does not print an invalid URL, because it may contain a password', () => {
    const environment = { DATABASE_URL: 'mysql://user:hunter2@h/db', BUS_URL: 'x://:hunter2@h' };
    const problems = problemsOf(() => parseConfig(environment, spec));
    expect(problems).toHaveLength(2);
    expect(problems.join()).not.toContain('hunter2');
  });
});

describe('parseConfig in production', () => {
  const production = {
    NODE_ENV: 'production',
    DATABASE_URL: 'postgres://orders:s3cret@db/ordersdb',
    BUS_URL: 'amqp://shop-user:s3cret@mq',
  };

  it('accepts other passwords and defaults to JSON log lines', () => {
    expect(parseConfig(production, spec)).toMatchObject({ LOG_FORMAT: 'json' });
  });

  it('rejects the development defaults of the database and the bus', () => {
    const problems = problemsOf(() => parseConfig({ NODE_ENV: 'production' }, spec));
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual(['DATABASE_URL', 'BUS_URL']);
  });

  it.each([
    'amqp://guest:guest@mq',
    'amqp://mq',
    'postgres://bus:bus@db/busdb',
    'postgres://x:postgres@db/busdb',
    'amqp://shop:shop@mq',
  ])('rejects the well-known password in %s', (url) => {
    const problems = problemsOf(() => parseConfig({ ...production, BUS_URL: url }, spec));
    expect(problems).toEqual(['BUS_URL must not contain a well-known password in production']);
  });
});

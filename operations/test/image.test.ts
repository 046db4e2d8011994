import { execFile } from 'node:child_process';
import { join } from 'node:path';

const main = join(__dirname, '../dist/main.js');

/** Runs the compiled entry point of the image as a process. */
function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [main, ...args], { env }, (_, stdout, stderr) =>
      resolve({ exitCode: child.exitCode, stdout, stderr }),
    );
  });
}

describe('the image of operations', () => {
  test('starts each program with its arguments and exits with its exit code', async () => {
    expect(await run(['audit', '--jsno'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(/^audit: Unknown option '--jsno'/),
    });
    expect(await run(['dead-letters', 'bury', '7f'])).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(/^unknown command 'bury'/),
    });
    expect(await run(['dead-letters', '--help'])).toEqual({
      exitCode: 0,
      stdout: expect.stringContaining('docker compose run --rm operations dead-letters COMMAND'),
      stderr: '',
    });
  });

  test.each(['audit', 'dead-letters list'])(
    'rejects well-known passwords in production: %s',
    async (line) => {
      const settings = { NODE_ENV: 'production', BUS_URL: 'amqp://shop:shop@rabbitmq/shop' };
      expect(await run(line.split(' '), settings)).toEqual({
        exitCode: 78,
        stdout: '',
        stderr: expect.stringContaining('BUS_URL must not contain a well-known password'),
      });
    },
  );

  test.each(['--help', '-h'])('prints its usage when asked with %s, and exits 0', async (help) => {
    expect(await run([help])).toEqual({
      exitCode: 0,
      stdout: expect.stringMatching(/^docker compose run --rm operations audit/),
      stderr: '',
    });
  });

  test.each([
    ['the program is unknown', ['aduit'], /^unknown program 'aduit'\n\ndocker compose run/],
    ['none is named', [], /^docker compose run/],
  ])('exits 2 with the usage when %s', async (_, args, stderr) => {
    expect(await run(args)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr: expect.stringMatching(stderr),
    });
  });
});

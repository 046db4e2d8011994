import { parseArguments } from '../../src/arguments';
import { callerFolder } from '../../src/config';

describe('parseArguments', () => {
  it('selects all cases and five rounds by default', () => {
    expect(parseArguments([])).toMatchObject({
      cases: [],
      isQuick: false,
      isForDocs: false,
      orders: 5_000,
      rounds: 5,
      connections: 32,
      historyRows: 5_000_000,
      backlogOrders: 100_000,
    });
  });

  it('selects 3 rounds of 3 000 orders with --quick', () => {
    expect(parseArguments(['--quick'])).toMatchObject({ isQuick: true, rounds: 3, orders: 3_000 });
  });

  it('accepts several cases and every size', () => {
    const args = ['--case', 'hot', '--case', 'spread', '--orders', '10', '--rounds', '2'];
    expect(parseArguments(args)).toMatchObject({ cases: ['hot', 'spread'], orders: 10, rounds: 2 });
  });

  it.each(['0', '-1', '1.5', 'many', ''])('rejects %p orders', (orders) => {
    expect(() => parseArguments([`--orders=${orders}`])).toThrow('is not a number of at least 1');
  });

  it.each(['--help', '-h'])('ignores all other arguments with %s', (help) => {
    expect(parseArguments([help, '--write-docs', '--quick'])).toBe('help');
  });

  it.each(['out', 'from'] as const)(
    'resolves a relative --%s against the given folder',
    (option) => {
      const args = [`--${option}`, 'a/b.json'];
      expect(parseArguments(args, '/home/ann')).toMatchObject({ [option]: '/home/ann/a/b.json' });
    },
  );

  it('rejects an unknown option', () => {
    expect(() => parseArguments(['--fast'])).toThrow('--fast');
  });

  it.each([['--quick'], ['--case', 'hot']])('rejects --write-docs together with %s', (...args) => {
    expect(() => parseArguments(['--write-docs', ...args])).toThrow('needs all cases');
  });
});

describe('callerFolder', () => {
  it('returns the folder in which npm was called', () => {
    expect(callerFolder({ INIT_CWD: '/home/ann' })).toBe('/home/ann');
  });

  it('returns the current folder without npm', () => {
    expect(callerFolder({})).toBe(process.cwd());
  });
});

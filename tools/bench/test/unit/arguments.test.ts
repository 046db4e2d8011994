import { parseArguments } from '../../src/arguments';
import { callerFolder } from '../../src/config';

describe('the arguments of the benchmark', () => {
  it('ask for all cases and five rounds by default', () => {
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

  it('ask for less where it shall be quick', () => {
    expect(parseArguments(['--quick'])).toMatchObject({ isQuick: true, rounds: 3, orders: 3_000 });
  });

  it('may name several cases and every size', () => {
    const args = ['--case', 'hot', '--case', 'spread', '--orders', '10', '--rounds', '2'];
    expect(parseArguments(args)).toMatchObject({ cases: ['hot', 'spread'], orders: 10, rounds: 2 });
  });

  it.each(['0', '-1', '1.5', 'many', ''])('refuse %p orders', (orders) => {
    expect(() => parseArguments([`--orders=${orders}`])).toThrow('is not a number from 1 on');
  });

  it.each(['--help', '-h'])('may ask for help alone: %s', (help) => {
    expect(parseArguments([help, '--write-docs', '--quick'])).toBe('help');
  });

  it.each(['out', 'from'] as const)('take a relative --%s to be where npm was called', (option) => {
    const args = [`--${option}`, 'a/b.json'];
    expect(parseArguments(args, '/home/ann')).toMatchObject({ [option]: '/home/ann/a/b.json' });
  });

  it('refuse what they do not know', () => {
    expect(() => parseArguments(['--fast'])).toThrow('--fast');
  });

  it.each([['--quick'], ['--case', 'hot']])('keep part of a run out of the docs: %s', (...args) => {
    expect(() => parseArguments(['--write-docs', ...args])).toThrow('do not go into docs/');
  });
});

describe('the folder of the caller', () => {
  it('is the one in which npm was called', () => {
    expect(callerFolder({ INIT_CWD: '/home/ann' })).toBe('/home/ann');
  });

  it('is the current one without npm', () => {
    expect(callerFolder({})).toBe(process.cwd());
  });
});

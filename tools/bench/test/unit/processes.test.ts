import { cpuBetween } from '../../src/measure/cpu';
import { parseMemory, residentOf } from '../../src/measure/memory';
import { type ProcessStat, parseStat, treeOf } from '../../src/measure/processes';

describe('parseStat', () => {
  it('reads the parent and the CPU time of the process and its terminated children', () => {
    const stat = '42 (node) S 7 42 42 0 -1 4194560 1 2 0 0 150 30 15 5 20 0 11 0 100 0 0';
    expect(parseStat(stat)).toEqual({ pid: 42, parentPid: 7, cpuMs: 2_000 });
  });

  it('accepts a process name with spaces and parentheses', () => {
    const stat = '42 (tmux: (a) 1 2) S 7 42 42 0 -1 4194560 1 2 0 0 1 0 0 0 20 0 1 0 100 0 0';
    expect(parseStat(stat)).toEqual({ pid: 42, parentPid: 7, cpuMs: 10 });
  });
});

describe('treeOf', () => {
  const each = (pid: number, parentPid: number): ProcessStat => ({ pid, parentPid, cpuMs: 1 });

  it('contains all descendants, in any order of the list', () => {
    const processes = [each(4, 3), each(3, 2), each(2, 1), each(9, 1)];
    expect(treeOf([2], processes).map(({ pid }) => pid)).toEqual([4, 3, 2]);
  });

  it('is empty if the process has exited', () => {
    expect(treeOf([5], [each(2, 1)])).toEqual([]);
  });
});

describe('cpuBetween', () => {
  it('returns the difference of two readings', () => {
    const before = { gateway: 100, client: 5 };
    expect(cpuBetween(before, { gateway: 250, client: 15 })).toEqual({ gateway: 150, client: 10 });
  });

  it('starts at 0 for a part that is missing in the first reading', () => {
    expect(cpuBetween({}, { payments: 250 })).toEqual({ payments: 250 });
  });

  it('omits a part that is missing in both readings', () => {
    expect(cpuBetween({ client: 5 }, { client: 15 })).toEqual({ client: 10 });
  });
});

describe('memory from /proc/<pid>/status', () => {
  const status = 'Name:\tnode\nVmHWM:\t  4096 kB\nVmRSS:\t  2048 kB\nRssAnon:\t  1024 kB\n';

  it('contains resident, private and peak memory', () => {
    expect(parseMemory(status)).toEqual({ residentMb: 2, privateMb: 1, peakMb: 4 });
  });

  it('is the peak for a single process', () => {
    expect(residentOf([{ residentMb: 2, privateMb: 1, peakMb: 4 }])).toBe(4);
  });

  it('counts shared memory of several processes once', () => {
    const one = { residentMb: 50, privateMb: 10, peakMb: 60 };
    const other = { residentMb: 35, privateMb: 5, peakMb: 60 };
    expect(residentOf([one, other])).toBe(10 + 5 + 40);
  });
});

import { cpuBetween } from '../../src/measure/cpu';
import { parseMemory, residentOf } from '../../src/measure/memory';
import { type ProcessStat, parseStat, treeOf } from '../../src/measure/processes';

describe('/proc/<pid>/stat', () => {
  it('tells the parent, and the time of the process and of its ended children', () => {
    const stat = '42 (node) S 7 42 42 0 -1 4194560 1 2 0 0 150 30 15 5 20 0 11 0 100 0 0';
    expect(parseStat(stat)).toEqual({ pid: 42, parentPid: 7, cpuMs: 2_000 });
  });

  it('is read behind a name that holds spaces and parentheses', () => {
    const stat = '42 (tmux: (a) 1 2) S 7 42 42 0 -1 4194560 1 2 0 0 1 0 0 0 20 0 1 0 100 0 0';
    expect(parseStat(stat)).toEqual({ pid: 42, parentPid: 7, cpuMs: 10 });
  });
});

describe('the tree of a process', () => {
  const each = (pid: number, parentPid: number): ProcessStat => ({ pid, parentPid, cpuMs: 1 });

  it('holds its children and theirs, in whatever order they are found', () => {
    const processes = [each(4, 3), each(3, 2), each(2, 1), each(9, 1)];
    expect(treeOf([2], processes).map(({ pid }) => pid)).toEqual([4, 3, 2]);
  });

  it('is empty where the process has ended', () => {
    expect(treeOf([5], [each(2, 1)])).toEqual([]);
  });
});

describe('CPU time', () => {
  it('is what was added between two readings', () => {
    const before = { gateway: 100, client: 5 };
    expect(cpuBetween(before, { gateway: 250, client: 15 })).toEqual({ gateway: 150, client: 10 });
  });

  it('begins with nothing for a part that was not there before', () => {
    expect(cpuBetween({}, { payments: 250 })).toEqual({ payments: 250 });
  });

  it('is not told of a part that cannot be seen', () => {
    expect(cpuBetween({ client: 5 }, { client: 15 })).toEqual({ client: 10 });
  });
});

describe('/proc/<pid>/status', () => {
  const status = 'Name:\tnode\nVmHWM:\t  4096 kB\nVmRSS:\t  2048 kB\nRssAnon:\t  1024 kB\n';

  it('tells resident, private and highest memory', () => {
    expect(parseMemory(status)).toEqual({ residentMb: 2, privateMb: 1, peakMb: 4 });
  });

  it('counts the peak of a single process', () => {
    expect(residentOf([{ residentMb: 2, privateMb: 1, peakMb: 4 }])).toBe(4);
  });

  it('counts once what several processes share', () => {
    const one = { residentMb: 50, privateMb: 10, peakMb: 60 };
    const other = { residentMb: 35, privateMb: 5, peakMb: 60 };
    expect(residentOf([one, other])).toBe(10 + 5 + 40);
  });
});

import { isAlive } from '@online-shop/servers/process/is-alive';
import { type Program, startProgram } from '@online-shop/servers/process/program';
import { supervise } from '../../src/process/supervise';

const forever = 'setInterval(() => {}, 1000); console.log("up")';

function superviseScript(scripts: readonly string[]) {
  const lines = new Subject();
  const notes = new Subject();
  const hopeless = new Subject();
  const pids: number[] = [];
  const supervised = supervise({
    name: 'program',
    hopelessExitCodes: [78],
    onNote: (note) => notes.push(note),
    onHopeless: (reason) => hopeless.push(reason),
    async launch() {
      const script = scripts[Math.min(pids.length, scripts.length - 1)] as string;
      if (script === 'refuse') throw new Error('no such file');
      const program = await startProgram({
        command: process.execPath,
        args: ['-e', script],
        stopSignal: 'SIGTERM',
        stopTimeoutMs: 1_000,
        onLine: (line) => lines.push(line),
      });
      pids.push(program.pid);
      return program;
    },
  });
  return { supervised, lines, notes, hopeless, pids };
}

/** The notes so far, and a promise of the next one. */
class Subject {
  readonly said: string[] = [];
  #waiting: ((text: string) => void)[] = [];
  push(text: string): void {
    this.said.push(text);
    for (const resolve of this.#waiting.splice(0)) resolve(text);
  }
  next(): Promise<string> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
}

describe('a supervised program', () => {
  it('is restarted when it dies, with a note', async () => {
    const { supervised, lines, notes, pids } = superviseScript([forever]);
    const firstUp = lines.next();
    await supervised.start();
    await firstUp;

    const secondUp = lines.next();
    process.kill(pids[0] as number, 'SIGKILL');
    await secondUp;

    expect(notes.said).toEqual(['program has died (SIGKILL): restarting it']);
    expect(pids).toHaveLength(2);
    await supervised.stop();
  });

  it('stays down after a stop', async () => {
    const { supervised, lines, notes, pids } = superviseScript([forever]);
    const up = lines.next();
    await supervised.start();
    await up;

    await supervised.stop();
    await supervised.stop();

    expect(notes.said).toEqual([]);
    expect(pids.map(isAlive)).toEqual([false]);
  });

  it('is killed if it does not stop within the timeout', async () => {
    const { supervised, lines, pids } = superviseScript([
      `process.on('SIGTERM', () => {}); ${forever}`,
    ]);
    const up = lines.next();
    await supervised.start();
    await up;

    await supervised.stop();

    expect(isAlive(pids[0] as number)).toBe(false);
  });

  it('stops if it is stopped during its launch', async () => {
    const { supervised, pids } = superviseScript([forever]);

    const starting = supervised.start();
    await supervised.stop();
    await starting;

    expect(pids.map(isAlive)).toEqual([false]);
  });

  it.each(['stop', 'kill'] as const)('does not wait for a launch to succeed on %s', async (end) => {
    let started: Program | undefined;
    const supervised = supervise({
      ...{ name: 'program', onNote: () => {}, onHopeless: () => {} },
      async launch(onStarted) {
        const args = ['-e', forever];
        started = await startProgram({
          ...{ command: process.execPath, args, stopSignal: 'SIGTERM', stopTimeoutMs: 60_000 },
          onLine: () => onStarted(started as Program),
        });
        await started.exited;
        throw new Error('it never became ready');
      },
    });
    const starting = supervised.start();
    await supervised[end]();

    await expect(starting).rejects.toThrow('it never became ready');
    expect(await started?.exited).toMatchObject({ code: null });
  });

  it('rejects the start if its first launch fails', async () => {
    const { supervised } = superviseScript(['refuse']);

    await expect(supervised.start()).rejects.toThrow('no such file');
  });

  it('stays down after an exit code that rules out a restart', async () => {
    const { supervised, hopeless, pids } = superviseScript(['process.exit(78)']);
    const end = hopeless.next();
    await supervised.start();

    expect(await end).toContain('program has died (exit code 78)');
    await supervised.stop();
    expect(pids).toHaveLength(1);
  });
});

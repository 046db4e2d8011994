import type { FaultCase } from '../fault-case';

/** What a service may take to finish: its own deadline, and a moment for a busy machine. */
const stopWithinMs = 12_000;

export const restarts: readonly FaultCase[] = [
  {
    name: 'rolling-restart',
    fault: 'SIGTERM to each service in turn',
    times: 2,
    async inject({ shop, journal, report }) {
      const { broken } = journal.unanswered;
      for (const service of shop.services) {
        const startedAt = performance.now();
        const { code, signal } = await service.stop();
        const durationMs = Math.round(performance.now() - startedAt);
        if (code !== 0) report('alive', `${service.name} ended with ${code ?? signal}`);
        if (durationMs > stopWithinMs) report('alive', `${service.name} took ${durationMs} ms`);
        await service.start();
        await shop.untilReady();
      }
      const cut = journal.unanswered.broken - broken;
      if (cut > 0) report('answers', `${cut} requests were cut off by orderly stops`);
    },
  },
];

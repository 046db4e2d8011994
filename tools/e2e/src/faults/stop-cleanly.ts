import type { ServiceProcess } from '../shop/service-process';
import type { FaultContext } from './fault-case';

/** What a service may take to finish: its own deadline, and a moment for a busy machine. */
const stopWithinMs = 12_000;

/** SIGTERM: a stop that is not clean, or not in time, is a promise broken. */
export async function stopCleanly(
  service: Pick<ServiceProcess, 'name' | 'stop'>,
  { report }: Pick<FaultContext, 'report'>,
): Promise<void> {
  const startedAt = performance.now();
  const { code, signal } = await service.stop();
  const durationMs = Math.round(performance.now() - startedAt);
  if (code !== 0) report('alive', `${service.name} ended with ${code ?? signal}`);
  if (durationMs > stopWithinMs) report('alive', `${service.name} took ${durationMs} ms`);
}

import type { ServiceProcess } from '../shop/service-process';
import type { FaultContext } from './fault-case';

/** The time in which a service must stop: its own deadline, and a margin for a busy machine. */
const stopWithinMs = 12_000;

/** Sends SIGTERM. Reports a stop that fails or takes too long as a broken promise. */
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

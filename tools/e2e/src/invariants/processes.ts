import type { ServiceProcess } from '../shop/service-process';
import { type Violation, violations } from './violation';

/** Messages that a service or Node logs about an unhandled error. */
const lastWords = /unhandled|uncaught|failed to start|could not start|out of memory/i;

/** Checks that no process exited unless the test stopped or killed it. */
export function checkProcesses(services: readonly ServiceProcess[]): Violation[] {
  return services.flatMap(({ name, unexpectedExits, log }) => [
    ...violations(
      'alive',
      unexpectedExits.map(({ code, signal }) => `${name} exited unexpectedly: ${code ?? signal}`),
    ),
    ...violations(
      'alive',
      log()
        .filter(({ message }) => lastWords.test(message))
        .map((line) => `${name} logged: ${JSON.stringify(line)}`),
    ),
  ]);
}

import type { ServiceProcess } from '../shop/service-process';
import { type Violation, violations } from './violation';

/** What a service or Node itself writes when nobody handled an error. */
const lastWords = /unhandled|uncaught|failed to start|could not start|out of memory/i;

/** Whether the processes lived until they were told or made to end. */
export function checkProcesses(services: readonly ServiceProcess[]): Violation[] {
  return services.flatMap(({ name, unexpectedExits, log }) => [
    ...violations(
      'alive',
      unexpectedExits.map(({ code, signal }) => `${name} ended by itself: ${code ?? signal}`),
    ),
    ...violations(
      'alive',
      log()
        .filter(({ message }) => lastWords.test(message))
        .map((line) => `${name} logged: ${JSON.stringify(line)}`),
    ),
  ]);
}

import { classifyConnectionError } from '@online-shop/shared/errors/connection-errors';
import { Problem } from '@online-shop/shared/http/problem';

const retryLater = { headers: { 'Retry-After': '1' } };

/** What a failed request to a service is to the client: named by what it does, not where it is. */
export function toProblem(error: unknown, name: string): Problem {
  switch (classifyConnectionError(error)) {
    case 'unreachable':
      return new Problem('unavailable', `${name} cannot be reached at the moment`, retryLater);
    case 'exhausted':
      return new Problem('unavailable', 'the gateway is overloaded; try again', retryLater);
    case 'timed-out':
      return new Problem('gateway-timeout', `${name} did not answer in time`);
    default:
      return new Problem('bad-gateway', `${name} broke off or gave no valid answer`);
  }
}

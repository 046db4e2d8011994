import { classifyConnectionError } from '@online-shop/shared/errors/connection-errors';
import { Problem } from '@online-shop/shared/http/problem';

const retryLater = { headers: { 'Retry-After': '1' } };

/**
 * Translates the error of a request to a service into the problem for the client. The problem
 * contains the name of the service, never its address.
 */
export function toProblem(error: unknown, name: string): Problem {
  switch (classifyConnectionError(error)) {
    case 'unreachable':
      return new Problem('unavailable', `${name} is unavailable; retry later`, retryLater);
    case 'exhausted':
      return new Problem('unavailable', 'the gateway is overloaded; retry later', retryLater);
    case 'timed-out':
      return new Problem('gateway-timeout', `${name} did not respond in time`);
    default:
      return new Problem(
        'bad-gateway',
        `${name} closed the connection or sent an invalid response`,
      );
  }
}

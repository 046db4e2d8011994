import { Problem } from '@online-shop/shared/http/problem';

/** Nobody listens, or nobody can be found: the request has not reached the service. */
const unreachable = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN'],
]);

/** What a failed exchange with a service is to the client: named by what it does, not where it is. */
export function toProblem(error: unknown, name: string): Problem {
  const code = codeOf(error);
  if (unreachable.has(code)) {
    const headers = { 'Retry-After': '1' };
    return new Problem('unavailable', `${name} cannot be reached at the moment`, { headers });
  }
  if (code === 'ETIMEDOUT') {
    return new Problem('gateway-timeout', `${name} did not answer in time`);
  }
  return new Problem('bad-gateway', `${name} broke off or gave no valid answer`);
}

function codeOf(error: unknown): string {
  const hasCode = typeof error === 'object' && error !== null && 'code' in error;
  return hasCode ? String(error.code) : '';
}

import { nodesOf } from '@online-shop/shared/bus/bus-nodes';
/** The bus or a database is unavailable, or refused the connection. The message is for an operator. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';

  /** The message starts with `what` and contains only the address of the URL, never the password. */
  constructor(what: string, options: { readonly url: string; readonly cause: unknown }) {
    const [node = options.url] = nodesOf(options.url);
    const { host, pathname } = new URL(node);
    super(`${what} at ${host}${pathname} cannot be used: ${reasonOf(options.cause)}`, options);
  }
}

/** If a host has several addresses, the error has no message, but contains one error per address. */
function reasonOf(cause: unknown): string {
  const { errors, message } = Object(cause) as Partial<AggregateError>;
  return errors ? errors.map(reasonOf).join('; ') : message || String(cause);
}

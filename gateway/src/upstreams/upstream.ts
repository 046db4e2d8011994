import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Component } from '@online-shop/shared/lifecycle/component';
import { createRotatingLookup } from './rotating-lookup';

export interface UpstreamOptions {
  readonly name: string;
  /** The scheme, host and port of the service. */
  readonly url: string;
  /** The service handles this path and all paths below it. */
  readonly prefix: string;
  /** The time until a response of the service starts, in milliseconds. */
  readonly timeoutMs: number;
  /**
   * The maximum number of connections. Further requests wait until `timeoutMs`. Defaults to 1000.
   */
  readonly maxConnections?: number;
}

/** A service behind the gateway, with its connection pool. `stop` closes the connections. */
export interface Upstream extends UpstreamOptions, Component {
  readonly agent: HttpAgent;
}

/**
 * The idle timeout of a connection to a service. The gateway closes an idle connection before the
 * service does, so that it never sends a request on a connection that the service is closing. A
 * service keeps idle connections open for 75 s, and for 1.5 s during its shutdown.
 */
const idleTimeoutMs = 1_000;

export function createUpstream(options: UpstreamOptions): Upstream {
  const { maxConnections = 1_000 } = options;
  const Agent = options.url.startsWith('https:') ? HttpsAgent : HttpAgent;
  const agent = new Agent({
    keepAlive: true,
    timeout: idleTimeoutMs,
    maxSockets: maxConnections,
    // Distributes requests over all replicas: each new connection goes to the next replica, and
    // requests use the idle connections in turn.
    lookup: createRotatingLookup(),
    scheduling: 'fifo',
  });
  return {
    ...options,
    agent,
    start: async () => {},
    stop: async () => agent.destroy(),
  };
}

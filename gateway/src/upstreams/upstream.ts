import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Component } from '@online-shop/shared/lifecycle/component';
import { createRotatingLookup } from './rotating-lookup';

export interface UpstreamOptions {
  readonly name: string;
  /** Scheme, host and port. */
  readonly url: string;
  /** The paths that it serves: this one and all below it. */
  readonly prefix: string;
  /** How long it may take to begin its answer, milliseconds. */
  readonly timeoutMs: number;
  /** Most connections to it; a request that finds none free waits, within its timeout. */
  readonly maxConnections?: number;
}

/** A service behind the gateway, and the connections kept to it. `stop` lets go of these. */
export interface Upstream extends UpstreamOptions, Component {
  readonly agent: HttpAgent;
}

/**
 * Connections that idle longer are closed here, and never by the service: a request must not be
 * written to a connection that its other end is just giving up. A service keeps idle ones for 75 s,
 * and for 1.5 s when it is told to stop.
 */
const idleTimeoutMs = 1_000;

export function createUpstream(options: UpstreamOptions): Upstream {
  const { maxConnections = 1_000 } = options;
  const Agent = options.url.startsWith('https:') ? HttpsAgent : HttpAgent;
  const agent = new Agent({
    keepAlive: true,
    timeout: idleTimeoutMs,
    maxSockets: maxConnections,
    // Over all replicas: a new connection to the next one, kept ones used in turn.
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

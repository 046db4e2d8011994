/**
 * A part of a process that is started and stopped: a server, a bus, a relay, a consumer.
 *
 * `start` resolves when the component works. A component that depends on a database or a broker may
 * resolve earlier: it connects in the background, so that an unavailable dependency does not fail
 * the start. `start` rejects only if a retry cannot help, for example if the port is in use.
 *
 * `stop` finishes the work in progress and releases all resources. It does not reject if the
 * component was not started. Repeated calls are safe: a second `start` or `stop` has no further
 * effect.
 */
export interface Component {
  readonly name: string;
  start(): Promise<void>;
  stop(): Promise<void>;
}

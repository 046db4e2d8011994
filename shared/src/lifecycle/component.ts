/**
 * A part of a process with a life of its own: a server, a bus, a relay, a consumer.
 *
 * `start` resolves when the part works or, where it depends on something outside the process, as
 * soon as it has begun to reach for it: an absent database or broker is waited for in the
 * background and never fails a start. It rejects only for what waiting cannot mend (a taken port).
 * `stop` finishes what is in hand, lets go of everything and never rejects for a part that was
 * not started. Both may be called again: nothing starts twice, and a second stop does no harm.
 */
export interface Component {
  readonly name: string;
  start(): Promise<void>;
  stop(): Promise<void>;
}

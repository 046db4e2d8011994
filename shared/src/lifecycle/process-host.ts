/** The members of `process` that start, signals and exit use. Unit tests pass a substitute. */
export interface ProcessHost {
  readonly env: Readonly<Record<string, string | undefined>>;
  on(event: HostEvent, listener: (cause: unknown) => void): unknown;
  off(event: HostEvent, listener: (cause: unknown) => void): unknown;
  exit(code: number): void;
  readonly stderr: { write(text: string): unknown };
}

export type HostEvent = 'SIGTERM' | 'SIGINT' | 'uncaughtException' | 'unhandledRejection';

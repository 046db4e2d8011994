/** Its messages survive a stop and a kill. Starting a running node does nothing. */
export interface RabbitmqNode {
  /** The process group of the node; undefined while the node is down, or if it runs in a container. */
  readonly pid: number | undefined;
  start(): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
  /** Runs one command of `rabbitmqctl` on the node and resolves with its standard output. */
  control(...command: readonly string[]): Promise<string>;
}

export interface Rabbitmq {
  readonly url: string;
  /** Missing if this process did not start the broker. */
  readonly node?: RabbitmqNode;
  /** Stops the broker for good and removes its files or its container. */
  dispose(): Promise<void>;
}

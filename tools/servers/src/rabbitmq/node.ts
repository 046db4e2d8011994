/**
 * A RabbitMQ node that can be stopped and killed. Messages survive both. Starting a running node
 * does nothing.
 */
export interface RabbitmqNode {
  /** Process group of the node. Undefined while the node is stopped, and for a container. */
  readonly pid: number | undefined;
  start(): Promise<void>;
  stop(): Promise<void>;
  kill(): Promise<void>;
  /** Runs one `rabbitmqctl` command on the node and resolves with its standard output. */
  control(...command: readonly string[]): Promise<string>;
}

export interface Rabbitmq {
  readonly url: string;
  /** Undefined if this process did not start the broker. */
  readonly node?: RabbitmqNode;
  /** Stops the broker and removes its files or its container. */
  dispose(): Promise<void>;
}

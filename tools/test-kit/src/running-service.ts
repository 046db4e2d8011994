import type { HttpServer } from '@online-shop/shared/http/http-server';
import type { Component } from '@online-shop/shared/lifecycle/component';
import { createLifecycle } from '@online-shop/shared/lifecycle/lifecycle';

/** A service that runs in the test's process. */
export interface RunningService {
  /** The URL of its HTTP server. */
  readonly url: string;
  /** Resolves when the service is ready. */
  ready(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the components of a service. */
export async function startService(components: readonly Component[]): Promise<RunningService> {
  const lifecycle = createLifecycle(components);
  await lifecycle.start();
  const http = components.find((component) => component.name === 'http') as HttpServer;
  const url = `http://127.0.0.1:${http.address().port}`;
  return {
    url,
    async ready() {
      // A keep-alive connection would delay the stop.
      const headers = { Connection: 'close' };
      while (!(await fetch(`${url}/health/ready`, { headers })).ok);
    },
    stop: () => lifecycle.stop(),
  };
}

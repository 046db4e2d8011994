import type { HttpServer } from '@online-shop/shared/http/http-server';
import type { Component } from '@online-shop/shared/lifecycle/component';
import { createLifecycle } from '@online-shop/shared/lifecycle/lifecycle';

/** A service that runs in the test's own process. */
export interface RunningService {
  /** Where its HTTP door is. */
  readonly url: string;
  /** Resolves once it reports that it is ready. */
  ready(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts what a service's composition root has built. */
export async function startService(components: readonly Component[]): Promise<RunningService> {
  const lifecycle = createLifecycle(components);
  await lifecycle.start();
  const http = components.find((component) => component.name === 'http') as HttpServer;
  const url = `http://127.0.0.1:${http.address().port}`;
  return {
    url,
    async ready() {
      // A connection that is kept would hold up the stop for a moment.
      const headers = { Connection: 'close' };
      while (!(await fetch(`${url}/health/ready`, { headers })).ok);
    },
    stop: () => lifecycle.stop(),
  };
}

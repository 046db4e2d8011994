import { UnavailableError } from '@online-shop/shared/errors/unavailable-error';
import type { Logger } from '@online-shop/shared/logging/logger';
import type { OpenApiDocument } from '@online-shop/shared/openapi/document';
import { getFrom } from '../upstreams/get-from';
import type { Upstream } from '../upstreams/upstream';
import { mergeServiceDocs } from './merge-service-docs';

export interface OpenApiSourceOptions {
  readonly upstreams: readonly Upstream[];
  readonly logger: Logger;
  /** How long a merged document is served before the services are asked again, milliseconds. */
  readonly freshMs?: number;
}

/**
 * The description of the whole API, as JSON text, asked from the services when it is wanted.
 * A service that is away is described as it was last; where it was never seen, its part is missing.
 * The returned function throws UnavailableError while no service has ever been seen, and while the
 * services contradict each other (versions that do not go together).
 */
export function createOpenApiSource({
  upstreams,
  logger,
  freshMs = 5_000,
}: OpenApiSourceOptions): () => Promise<string> {
  const names = upstreams.map((upstream) => upstream.name);
  const lastSeen = new Map<Upstream, OpenApiDocument>();
  let current: { readonly content: Promise<string>; readonly staleAt: number } | undefined;

  async function refresh(upstream: Upstream): Promise<void> {
    try {
      const answer = await getFrom(upstream, { path: '/openapi.json', timeoutMs: 3_000 });
      if (answer.status !== 200) throw new Error(`/openapi.json: ${answer.status}`);
      lastSeen.set(upstream, JSON.parse(answer.body));
    } catch (error) {
      logger.warn('a service did not describe itself', { upstream: upstream.name, error });
    }
  }

  async function assemble(): Promise<string> {
    await Promise.all(upstreams.map(refresh));
    const seen = upstreams.flatMap((upstream) => lastSeen.get(upstream) ?? []);
    if (seen.length === 0) throw new UnavailableError('no service can be asked for its API');
    try {
      return JSON.stringify(mergeServiceDocs(seen, { upstreams: names }));
    } catch (cause) {
      throw new UnavailableError('the services’ descriptions cannot be merged', { cause });
    }
  }

  return () => {
    if (current && current.staleAt > Date.now()) return current.content;
    const content = assemble();
    current = { content, staleAt: Date.now() + freshMs };
    content.catch(() => {
      current = undefined;
    });
    return content;
  };
}

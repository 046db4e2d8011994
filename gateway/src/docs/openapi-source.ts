import { UnavailableError } from '@online-shop/shared/errors/unavailable-error';
import type { Logger } from '@online-shop/shared/logging/logger';
import type { OpenApiDocument } from '@online-shop/shared/openapi/document';
import { getFrom } from '../upstreams/get-from';
import type { Upstream } from '../upstreams/upstream';
import { mergeServiceDocs } from './merge-service-docs';

export interface OpenApiSourceOptions {
  readonly upstreams: readonly Upstream[];
  readonly logger: Logger;
  /** The time to cache the merged document, in milliseconds. Defaults to 5 s. */
  readonly freshMs?: number;
}

/**
 * Returns a function that reads the OpenAPI documents of the services and merges them into one JSON
 * text. If a service is unavailable, its last known document is used. If no document of a service
 * is known, its paths are omitted.
 *
 * The function throws UnavailableError if no document of any service is known, or if the documents
 * cannot be merged, because the services run incompatible versions.
 */
export function createOpenApiSource({
  upstreams,
  logger,
  freshMs = 5_000,
}: OpenApiSourceOptions): () => Promise<string> {
  const names = upstreams.map((upstream) => upstream.name);
  const lastKnown = new Map<Upstream, OpenApiDocument>();
  let current: { readonly content: Promise<string>; readonly staleAt: number } | undefined;

  async function refresh(upstream: Upstream): Promise<void> {
    try {
      const response = await getFrom(upstream, { path: '/openapi.json', timeoutMs: 3_000 });
      if (response.status !== 200) throw new Error(`/openapi.json: ${response.status}`);
      lastKnown.set(upstream, JSON.parse(response.body));
    } catch (error) {
      logger.warn('cannot read the OpenAPI document of a service', {
        upstream: upstream.name,
        error,
      });
    }
  }

  async function assemble(): Promise<string> {
    await Promise.all(upstreams.map(refresh));
    const documents = upstreams.flatMap((upstream) => lastKnown.get(upstream) ?? []);
    if (documents.length === 0)
      throw new UnavailableError('no service has returned its OpenAPI document');
    try {
      return JSON.stringify(mergeServiceDocs(documents, { upstreams: names }));
    } catch (cause) {
      throw new UnavailableError('the OpenAPI documents of the services cannot be merged', {
        cause,
      });
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

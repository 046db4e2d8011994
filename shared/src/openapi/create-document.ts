import { readApiVersion } from './api-version';
import { conventions } from './conventions';
import { type DetailsFacts, detailsPath } from './details-path';
import type { Components, Named, OpenApiDocument, Paths, Schema, Tag } from './document';
import { sharedHeaders } from './headers';
import { mapOperations } from './map-operations';
import { sharedParameters } from './parameters';
import { sharedResponses } from './problems';
import { processPaths, processTag } from './process-paths';
import { sharedSchemas } from './schemas';

export interface ServiceFacts {
  readonly title: string;
  readonly description: string;
  /** Everything that the service offers goes under it. */
  readonly tag: Tag;
  readonly paths: Paths;
  readonly schemas: Named<Schema>;
  /** Everything that the service stands on, as its readiness names it. */
  readonly checks: readonly string[];
  /** What it tells at `/health/details`, if it does. */
  readonly details?: DetailsFacts;
}

/** The finished description of a service: its own paths, and what all services have alike. */
export function createDocument(facts: ServiceFacts): OpenApiDocument {
  const { title, description, tag, paths, schemas, checks, details } = facts;
  const ownPaths = mapOperations(paths, (operation) => ({ ...operation, tags: [tag.name] }));
  return {
    openapi: '3.1.0',
    info: { title, version: readApiVersion(), description: `${description}\n${conventions}` },
    servers: [{ url: '/' }],
    tags: [tag, processTag],
    paths: { ...ownPaths, ...processPaths(checks), ...(details && detailsPath(details)) },
    components: { ...sharedComponents, schemas: { ...sharedSchemas, ...schemas } },
  };
}

const sharedComponents: Components = {
  schemas: sharedSchemas,
  parameters: sharedParameters,
  headers: sharedHeaders,
  responses: sharedResponses,
};

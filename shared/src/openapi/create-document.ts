import type { JsonSchema } from '../values/json-schema';
import { readApiVersion } from './api-version';
import { conventions } from './conventions';
import { type DetailsFacts, detailsPath } from './details-path';
import type { Components, Info, Named, OpenApiDocument, Paths, Tag } from './document';
import { sharedHeaders } from './headers';
import { mapOperations } from './map-operations';
import { sharedParameters } from './parameters';
import { sharedResponses } from './problems';
import { processPaths, processTag } from './process-paths';
import { sharedSchemas } from './schemas';
import { usedComponents } from './used-components';

export interface ServiceFacts {
  readonly title: string;
  readonly description: string;
  /** All operations of the service have this tag. */
  readonly tag: Tag;
  readonly paths: Paths;
  readonly schemas: Named<JsonSchema>;
  /** The dependencies of the service, as `/health/ready` names them. */
  readonly checks: readonly string[];
  /** The service's part of `/health/details`, if it serves that. */
  readonly details?: DetailsFacts;
}

/** The OpenAPI document of a service: its own paths, and the paths that all services have. */
export function createDocument(facts: ServiceFacts): OpenApiDocument {
  const { title, description, tag, paths, schemas, checks, details } = facts;
  const ownPaths = mapOperations(paths, (operation) => ({ ...operation, tags: [tag.name] }));
  const allPaths = { ...ownPaths, ...processPaths(checks), ...(details && detailsPath(details)) };
  const components = { ...sharedComponents, schemas: { ...sharedSchemas, ...schemas } };
  return {
    openapi: '3.1.0',
    info: describeApi({ title, description }),
    servers: [{ url: '/' }],
    security: [],
    tags: [tag, processTag],
    paths: allPaths,
    components: usedComponents(allPaths, components),
  };
}

export function describeApi({ title, description }: Pick<Info, 'title' | 'description'>): Info {
  return {
    title,
    version: readApiVersion(),
    description: `${description}\n${conventions}`,
    contact: { name: 'The maintainers of Online Shop System' },
    license: { name: 'MIT License', identifier: 'MIT' },
  };
}

export const sharedComponents: Components = {
  schemas: sharedSchemas,
  parameters: sharedParameters,
  headers: sharedHeaders,
  responses: sharedResponses,
};

import { isDeepStrictEqual } from 'node:util';
import type {
  Components,
  Named,
  OpenApiDocument,
  Operation,
  Paths,
  Responses,
  Server,
  Tag,
} from './document';
import { mapOperations, operationsOf } from './map-operations';

export interface MergeOptions {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly servers: readonly Server[];
  /** What the merging side answers by itself; a document's word on these addresses is left out. */
  readonly paths?: Paths;
  /** Addresses of the documents that the merging side does not lead to. */
  readonly hidden?: readonly string[];
  /** What may happen on the way to the documents' operations. */
  readonly responses?: Responses;
}

/**
 * One description of several services behind one door, in the order given. What they describe alike
 * is there once.
 * @throws Error where two documents mean different things by one name
 */
export function mergeDocuments(
  documents: readonly OpenApiDocument[],
  {
    title,
    version,
    description,
    servers,
    paths: own = {},
    hidden = [],
    responses = {},
  }: MergeOptions,
): OpenApiDocument {
  const leftOut = new Set([...Object.keys(own), ...hidden]);
  const theirs = documents.map((document) => without(document.paths, leftOut));
  const paths = { ...onTheWay(mergeApart(theirs), responses), ...own };
  refuseSharedIds(operationsOf(paths));
  return {
    openapi: '3.1.0',
    info: { title, version, description },
    servers,
    tags: mergeTags(documents),
    paths,
    components: mergeComponents(documents.map((document) => document.components)),
  };
}

function without(paths: Paths, leftOut: ReadonlySet<string>): Paths {
  return Object.fromEntries(Object.entries(paths).filter(([path]) => !leftOut.has(path)));
}

/** An operation's own word on a status goes before ours. */
function onTheWay(paths: Paths, responses: Responses): Paths {
  const add = (operation: Operation) => {
    return { ...operation, responses: { ...responses, ...operation.responses } };
  };
  return mapOperations(paths, add);
}

function mergeTags(documents: readonly OpenApiDocument[]): Tag[] {
  const tags = documents.map(({ tags }) => Object.fromEntries(tags.map((tag) => [tag.name, tag])));
  return Object.values(mergeAlike('tag', tags));
}

function mergeComponents(all: readonly Components[]): Components {
  return {
    schemas: mergeAlike(
      'schema',
      all.map((components) => components.schemas),
    ),
    parameters: mergeAlike(
      'parameter',
      all.map((components) => components.parameters),
    ),
    headers: mergeAlike(
      'header',
      all.map((components) => components.headers),
    ),
    responses: mergeAlike(
      'response',
      all.map((components) => components.responses),
    ),
  };
}

/** A name that several use has to mean the same everywhere. */
function mergeAlike<T>(kind: string, parts: readonly Named<T>[]): Named<T> {
  const merged = new Map<string, T>();
  for (const [name, value] of parts.flatMap((part) => Object.entries(part))) {
    if (merged.has(name) && !isDeepStrictEqual(merged.get(name), value)) {
      throw new Error(`two documents mean different things by the ${kind} ${name}`);
    }
    merged.set(name, value);
  }
  return Object.fromEntries(merged);
}

/** An address belongs to one document alone. */
function mergeApart(parts: readonly Paths[]): Paths {
  const merged = parts.flatMap((part) => Object.entries(part));
  refuseDuplicates(
    'path',
    merged.map(([path]) => path),
  );
  return Object.fromEntries(merged);
}

function refuseSharedIds(operations: readonly Operation[]): void {
  refuseDuplicates(
    'operationId',
    operations.map(({ operationId }) => operationId),
  );
}

function refuseDuplicates(kind: string, names: readonly string[]): void {
  const duplicate = names.find((name, i) => names.indexOf(name) !== i);
  if (duplicate !== undefined) throw new Error(`two documents describe the ${kind} ${duplicate}`);
}

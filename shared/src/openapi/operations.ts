/** Builds the operations of an API description, with the parameters and responses they share. */
import type { ProblemFacts } from '../http/problem';
import type { Content, Header, Link, Named, Operation, Ref, Response } from './document';
import { withHeaders } from './headers';
import { bodyResponses, commonResponses, problemResponses } from './problems';
import { parameterRef, schemaRef } from './references';

interface Facts extends Pick<Operation, 'operationId' | 'summary' | 'description' | 'parameters'> {
  /** The responses of a successful request, by status. */
  readonly success: Readonly<Record<number, Response>>;
  /** The domain errors of the operation. */
  readonly problems?: readonly ProblemFacts[];
}

export interface PostFacts extends Facts {
  readonly body: Body;
}

interface Body {
  /** The name of the schema component. */
  readonly schema: string;
  readonly examples: Examples;
}

/** Example values. The key is the title of the example. */
type Examples = Named<object>;

export function get({ success, problems = [], parameters = [], ...facts }: Facts): Operation {
  return {
    ...facts,
    parameters: [...parameters, parameterRef('X-Correlation-Id')],
    responses: { ...success, ...problemResponses(problems), ...commonResponses },
  };
}

/** Describes a POST with a JSON body and an Idempotency-Key. */
export function post({ body, parameters = [], ...facts }: PostFacts): Operation {
  const operation = get({ ...facts, parameters: [...parameters, parameterRef('Idempotency-Key')] });
  return {
    ...operation,
    requestBody: { required: true, content: json(body) },
    responses: { ...operation.responses, ...bodyResponses },
  };
}

export interface ListFacts extends Omit<Facts, 'parameters' | 'success'> {
  readonly page: Body & { readonly description: string };
}

/** Describes a GET that returns a user's list in pages. */
export function list({ page, ...facts }: ListFacts): Operation {
  const { operationId } = facts;
  const parameters = { userId: '$request.path.userId', cursor: '$response.body#/nextCursor' };
  return get({
    ...facts,
    parameters: [parameterRef('userId'), parameterRef('limit'), parameterRef('cursor')],
    success: { 200: answer({ ...page, links: { nextPage: { operationId, parameters } } }) },
  });
}

export interface AnswerFacts extends Body {
  readonly description: string;
  /** The names of the shared header fields of the response. */
  readonly sharedHeaders?: readonly string[];
  readonly headers?: Named<Ref<Header>>;
  readonly links?: Named<Link>;
}

export function answer({
  description,
  schema,
  examples,
  sharedHeaders = [],
  headers = {},
  links,
}: AnswerFacts): Response {
  return {
    description,
    headers: { ...withHeaders(...sharedHeaders), ...headers },
    content: json({ schema, examples }),
    ...(links ? { links } : {}),
  };
}

function json({ schema, examples }: Body): Content {
  const named = Object.entries(examples).map(([summary, value], i) => {
    return [`example${i + 1}`, { summary, value }] as const;
  });
  return {
    'application/json': { schema: schemaRef(schema), examples: Object.fromEntries(named) },
  };
}

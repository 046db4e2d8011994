/** The kinds of operation there are: a description says only what is peculiar to its own. */
import type { ProblemFacts } from '../http/problem';
import type { Content, Header, Link, Named, Operation, Ref, Response } from './document';
import { withHeaders } from './headers';
import { bodyResponses, commonResponses, problemResponses } from './problems';
import { parameterRef, schemaRef } from './references';

interface Facts extends Pick<Operation, 'operationId' | 'summary' | 'description' | 'parameters'> {
  /** The answer where all is well, by its status. */
  readonly success: Readonly<Record<number, Response>>;
  /** How the domain may say no. */
  readonly problems?: readonly ProblemFacts[];
}

export interface PostFacts extends Facts {
  readonly body: Body;
}

interface Body {
  /** The name of its schema. */
  readonly schema: string;
  readonly examples: Examples;
}

/** By a title that says what is special about each. */
type Examples = Named<object>;

export function get({ success, problems = [], parameters = [], ...facts }: Facts): Operation {
  return {
    ...facts,
    parameters: [...parameters, parameterRef('X-Correlation-Id')],
    responses: { ...success, ...problemResponses(problems), ...commonResponses },
  };
}

/** Reads a JSON body, and may be repeated safely under an Idempotency-Key. */
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

/** Gives a list of one user's, page by page. */
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
  /** Of the answer's header fields, those that all services share, by name. */
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

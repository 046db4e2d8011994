import type { Request } from 'express';
import { body, type ValidationChain } from 'express-validator';
import type { Fields, ValuesOf } from '../values/field';
import { fieldChain } from './fields';

/** The body of a request. Its validation, its type and its schema derive from `fields`. */
export interface RequestBody<Body extends Fields> {
  readonly fields: Body;
  readonly chains: readonly ValidationChain[];
  /** Reads a validated body. Omitted optional fields have their default values. */
  read(req: Request): ValuesOf<Body>;
}

export function requestBody<Body extends Fields>(fields: Body): RequestBody<Body> {
  const all = Object.entries(fields);
  const defaults = all.flatMap(([name, field]) =>
    'defaultValue' in field ? [[name, field.defaultValue] as const] : [],
  );
  return {
    fields,
    chains: all.map(([name, field]) => {
      const chain = body(name);
      return fieldChain('defaultValue' in field ? chain.optional() : chain, field);
    }),
    read: (req) => ({ ...Object.fromEntries(defaults), ...req.body }),
  };
}

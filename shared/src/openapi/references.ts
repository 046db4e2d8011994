import type { Components, OpenApiDocument, Ref } from './document';

export const schemaRef = (name: string) => refTo('schemas', name);
export const parameterRef = (name: string) => refTo('parameters', name);
export const headerRef = (name: string) => refTo('headers', name);
export const responseRef = (name: string) => refTo('responses', name);

function refTo(kind: keyof Components, name: string) {
  return { $ref: `#/components/${kind}/${name}` };
}

/**
 * What is written out, or what the reference stands for.
 * @throws Error for a reference to nothing
 */
export function resolveRef<T extends object>(document: OpenApiDocument, value: Ref<T>): T {
  if (!('$ref' in value)) return value;
  const [, kind = '', name = ''] = /^#\/components\/(\w+)\/([\w.-]+)$/.exec(value.$ref) ?? [];
  const components: Partial<Record<string, Partial<Record<string, object>>>> = document.components;
  const found = components[kind]?.[name];
  if (!found) throw new Error(`${value.$ref} is a reference to nothing`);
  return found as T;
}

import type { Components, OpenApiDocument, Ref } from './document';

export const schemaRef = (name: string) => refTo('schemas', name);
export const parameterRef = (name: string) => refTo('parameters', name);
export const headerRef = (name: string) => refTo('headers', name);
export const responseRef = (name: string) => refTo('responses', name);

export function refTo(kind: keyof Components, name: string) {
  return { $ref: `#/components/${kind}/${name}` };
}

/**
 * Returns the component that a reference points to; any other value is returned as it is.
 * @throws Error if the component does not exist
 */
export function resolveRef<T extends object>(
  document: Pick<OpenApiDocument, 'components'>,
  value: Ref<T>,
): T {
  if (!('$ref' in value)) return value;
  const [, kind = '', name = ''] = /^#\/components\/(\w+)\/([\w.-]+)$/.exec(value.$ref) ?? [];
  const components: Partial<Record<string, Partial<Record<string, object>>>> = document.components;
  const found = components[kind]?.[name];
  if (!found) throw new Error(`${value.$ref} refers to a component that does not exist`);
  return found as T;
}

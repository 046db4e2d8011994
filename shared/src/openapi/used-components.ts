import type { Components, Paths } from './document';
import { refTo, resolveRef } from './references';

const kinds = ['schemas', 'parameters', 'headers', 'responses'] as const;

/**
 * Returns the components that the paths refer to, directly or through other components.
 * @throws Error for a reference to a component that does not exist
 */
export function usedComponents(paths: Paths, components: Components): Components {
  const used = new Set<string>();

  function visit(value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    if ('$ref' in value && typeof value.$ref === 'string') visitRef(value.$ref);
    for (const part of Object.values(value)) visit(part);
  }

  function visitRef($ref: string): void {
    if (used.has($ref)) return;
    used.add($ref);
    visit(resolveRef({ components }, { $ref }));
  }

  visit(paths);
  const select = (kind: (typeof kinds)[number]) => {
    const all = Object.entries(components[kind]);
    return [kind, Object.fromEntries(all.filter(([name]) => used.has(refTo(kind, name).$ref)))];
  };
  return Object.fromEntries(kinds.map(select));
}

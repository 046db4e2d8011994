/** The parts of an OpenAPI 3.1 document that the gateway puts together. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: Readonly<Record<string, unknown>>;
  readonly tags?: readonly { readonly name: string }[];
  readonly paths?: Readonly<Record<string, unknown>>;
  readonly components?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly [part: string]: unknown;
}

/**
 * One document out of the gateway's own and those of the services: of their paths the public ones,
 * of their components all. What several describe alike is there once; the first one wins, and names
 * that mean something else elsewhere are returned as conflicts.
 */
export function mergeDocuments(
  own: OpenApiDocument,
  others: readonly OpenApiDocument[],
): { readonly document: OpenApiDocument; readonly conflicts: readonly string[] } {
  const paths: Record<string, unknown> = { ...own.paths };
  const components: Record<string, Record<string, unknown>> = {};
  const tags = new Map((own.tags ?? []).map((tag) => [tag.name, tag]));
  const conflicts: string[] = [];

  for (const other of others) {
    for (const [path, item] of Object.entries(other.paths ?? {})) {
      if (path.startsWith('/api/')) paths[path] = item;
    }
    for (const tag of other.tags ?? []) if (!tags.has(tag.name)) tags.set(tag.name, tag);
  }
  for (const { components: added = {} } of [own, ...others]) {
    for (const [section, entries] of Object.entries(added)) {
      components[section] ??= {};
      conflicts.push(...addMissing(components[section], entries));
    }
  }
  return { document: { ...own, tags: [...tags.values()], paths, components }, conflicts };
}

/** The names that were there already with another content. */
function addMissing(
  target: Record<string, unknown>,
  entries: Readonly<Record<string, unknown>>,
): string[] {
  const conflicts: string[] = [];
  for (const [name, entry] of Object.entries(entries)) {
    if (!(name in target)) target[name] = entry;
    else if (JSON.stringify(target[name]) !== JSON.stringify(entry)) conflicts.push(name);
  }
  return conflicts;
}

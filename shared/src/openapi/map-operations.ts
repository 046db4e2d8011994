import { methods, type Operation, type PathItem, type Paths } from './document';

/** Returns the paths with `change` applied to every operation. */
export function mapOperations(paths: Paths, change: (operation: Operation) => Operation): Paths {
  return Object.fromEntries(
    Object.entries(paths).map(([path, item]) => [path, mapItem(item, change)]),
  );
}

function mapItem(item: PathItem, change: (operation: Operation) => Operation): PathItem {
  return Object.fromEntries(
    methods.flatMap((method) => {
      const operation = item[method];
      return operation ? [[method, change(operation)]] : [];
    }),
  );
}

export function operationsOf(paths: Paths): Operation[] {
  return Object.values(paths).flatMap((item) => methods.flatMap((method) => item[method] ?? []));
}

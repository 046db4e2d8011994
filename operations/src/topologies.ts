import type { Topology } from '@online-shop/shared/bus/topology';
import { packageOf, type ServiceEntry, services } from '@online-shop/shared/services';

export interface DeclaredTopology {
  /** The folder of the service that declares it. */
  readonly service: string;
  readonly topology: Topology;
}

/**
 * The topology of every service of `services.json`, by default with those of examples.
 * @throws Error if a service is not installed, unless it is an example
 */
export function loadTopologies({ withExamples = true } = {}): readonly DeclaredTopology[] {
  return services.flatMap((service) => {
    if (service.isExample && !withExamples) return [];
    const topology = loadTopology(service);
    return topology ? [{ service: service.folder, topology }] : [];
  });
}

function loadTopology(service: ServiceEntry): Topology | null {
  try {
    return require(`${packageOf(service)}/messaging/topology`).topology;
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND';
    if (service.isExample && isMissing) return null;
    throw error;
  }
}

import type { Logger } from 'winston';
import type { Component } from '../lifecycle/component';

/** What is used of a Prisma client to see whether its database answers. */
interface ConnectedClient {
  $queryRaw(query: TemplateStringsArray): PromiseLike<unknown>;
  $disconnect(): Promise<void>;
}

export interface DatabaseComponent extends Component {
  /** Asks the database now; false instead of an error. */
  isUp(): Promise<boolean>;
}

/**
 * The database as a part of the process. Its start does not wait: the pool connects with the first
 * query and reconnects with the next one, so an absent database is nothing but failing queries.
 */
export function createDatabaseComponent(
  client: ConnectedClient,
  { logger }: { logger: Logger },
): DatabaseComponent {
  async function isUp(): Promise<boolean> {
    try {
      await client.$queryRaw`SELECT 1`;
      return true;
    } catch (error) {
      logger.debug('the database does not answer', { error });
      return false;
    }
  }
  return {
    name: 'database',
    async start() {
      if (!(await isUp())) logger.warn('the database is not there yet; waiting for it');
    },
    stop: () => client.$disconnect(),
    isUp,
  };
}

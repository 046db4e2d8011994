import type { Logger } from 'winston';
import type { Component } from '../lifecycle/component';
import { findServerTimeZone, isUtc } from './server-time-zone';
import { sessionSettingsCode } from './verify-settings';

/** What is used of a Prisma client to see whether its database answers. */
interface ConnectedClient {
  $queryRaw(query: TemplateStringsArray): PromiseLike<unknown>;
  $disconnect(): Promise<void>;
}

export interface DatabaseComponent extends Component {
  /** Asks the database now; false instead of an error. */
  isUp(): Promise<boolean>;
}

const promptFailureMs = 500;

/**
 * The database as a part of the process. An unavailable database does not fail the start: the pool
 * connects with the first query and reconnects with the next one. Wrong session settings do,
 * because only an operator can correct them.
 *
 * When the database first answers, its own time zone is looked up. The service stores and reads
 * times in UTC whatever that zone is. Earlier versions did not, and stored wrong times in a database
 * with another zone.
 */
export function createDatabaseComponent(
  client: ConnectedClient,
  { url, logger }: { readonly url: string; readonly logger: Logger },
): DatabaseComponent {
  let isZoneKnown = false;

  async function query(): Promise<void> {
    await client.$queryRaw`SELECT 1`;
    if (!isZoneKnown) await reportTimeZone();
  }

  async function reportTimeZone(): Promise<void> {
    const timeZone = await findServerTimeZone(url);
    isZoneKnown = true;
    if (isUtc(timeZone)) return;
    logger.warn(
      "the database's own time zone is not UTC: the service uses UTC, but times stored by " +
        'earlier versions may be wrong (docs/runbook.md#times-that-are-wrong)',
      { timeZone },
    );
  }

  async function answers(): Promise<boolean> {
    try {
      await query();
      return true;
    } catch (error) {
      logger.debug('the database does not answer', { error });
      return false;
    }
  }

  /**
   * A pooled connection that was terminated fails at once. The pool drops it, so a second query
   * tells whether the database itself is down. A check that failed slowly is not repeated.
   */
  async function isUp(): Promise<boolean> {
    const startedAt = performance.now();
    if (await answers()) return true;
    return performance.now() - startedAt < promptFailureMs && (await answers());
  }
  return {
    name: 'database',
    async start() {
      try {
        await query();
      } catch (error) {
        if (Object(error).code === sessionSettingsCode) throw error;
        logger.warn('the database is unavailable; the service waits for it', { error });
      }
    },
    stop: () => client.$disconnect(),
    isUp,
  };
}

import type { Logger } from 'winston';
import type { Component } from '../lifecycle/component';
import { findServerTimeZone, isUtc } from './server-time-zone';
import { sessionSettingsCode } from './verify-settings';

/** The part of a Prisma client that the health check uses. */
interface ConnectedClient {
  $queryRaw(query: TemplateStringsArray): PromiseLike<unknown>;
  $disconnect(): Promise<void>;
}

export interface DatabaseComponent extends Component {
  /** Queries the database now. Returns false instead of rejecting. */
  isUp(): Promise<boolean>;
}

const promptFailureMs = 500;

/**
 * The database component. An unavailable database does not fail the start: the pool connects with
 * the first query and reconnects with the next one. Wrong session settings fail the start, because
 * only an operator can correct them.
 *
 * After its first successful query, the component reads the default time zone of the database. The
 * service stores and reads times in UTC, whatever that time zone is. Earlier versions did not, and
 * stored wrong times in a database with another time zone.
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
      'database: the default time zone is not UTC; the service uses UTC, but times stored by ' +
        'earlier versions may be wrong (docs/runbook.md#times-that-are-wrong)',
      { timeZone },
    );
  }

  async function answers(): Promise<boolean> {
    try {
      await query();
      return true;
    } catch (error) {
      logger.debug('database health check failed', { error });
      return false;
    }
  }

  /**
   * A pooled connection that was terminated fails at once, and the pool drops it. So a check that
   * failed within 500 ms is repeated once: the second query shows whether the database itself is
   * unavailable.
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
        logger.warn('database unavailable; starting without it and reconnecting on demand', {
          error,
        });
      }
    },
    stop: () => client.$disconnect(),
    isUp,
  };
}

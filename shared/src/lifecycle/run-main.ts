import type { Logger } from 'winston';
import { findNearMisses } from '../config/near-misses';
import { ConfigError } from '../config/parse-config';
import { createLogger, type LogFormat, type LogLevel } from '../logging/logger';
import type { Component } from './component';
import type { ProcessHost } from './process-host';
import { runService } from './run-service';

/** EX_CONFIG of sysexits.h. A restart with the same configuration cannot succeed. */
const exitCodeOfBadConfig = 78;

export interface MainOptions<Config> {
  readonly name: string;
  readonly parseConfig: (env: ProcessHost['env']) => Config;
  /** Builds the components without starting them. Returns them in start order. */
  readonly createService: (config: Config, logger: Logger) => readonly Component[];
  /** The time limit of a shutdown, in milliseconds. Defaults to 10 s. */
  readonly stopTimeoutMs?: number;
  readonly host?: ProcessHost;
}

interface LoggingConfig {
  readonly LOG_LEVEL: LogLevel;
  readonly LOG_FORMAT: LogFormat;
}

/**
 * Runs a process: reads the configuration, creates the logger and the components, and runs them. If
 * the configuration is invalid, writes all its problems to standard error and exits with 78. Logs a
 * warning for each variable that is probably a misspelt setting. Resolves with the exit code.
 */
export async function runMain<Config extends LoggingConfig>({
  name,
  parseConfig,
  createService,
  stopTimeoutMs,
  host = process,
}: MainOptions<Config>): Promise<number> {
  let config: Config;
  try {
    config = parseConfig(host.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    host.stderr.write(`${name}: ${error.message}\n`);
    host.exit(exitCodeOfBadConfig);
    return exitCodeOfBadConfig;
  }
  const logger = createLogger({
    service: name,
    level: config.LOG_LEVEL,
    format: config.LOG_FORMAT,
  });
  for (const nearMiss of findNearMisses(host.env, Object.keys(config))) logger.warn(nearMiss);
  const components = createService(config, logger);
  const stopTimeout = stopTimeoutMs === undefined ? {} : { stopTimeoutMs };
  return runService({ name, logger, components, ...stopTimeout, host });
}

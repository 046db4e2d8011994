import { createLogger } from '@online-shop/shared/logging/logger';

/** A logger that discards all lines. */
export const silentLogger = createLogger({ service: 'test', level: 'silent', format: 'json' });

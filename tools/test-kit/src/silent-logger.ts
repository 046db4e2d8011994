import { createLogger } from '@online-shop/shared/logging/logger';

/** For code that logs, in tests that look at something else. */
export const silentLogger = createLogger({ service: 'test', level: 'silent', format: 'json' });

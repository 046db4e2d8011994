import { randomBytes } from 'node:crypto';

/** The services reject the user `guest` and well-known passwords in production. */
export const rabbitmqUser = 'shop';

export function createPassword(): string {
  return randomBytes(18).toString('hex');
}

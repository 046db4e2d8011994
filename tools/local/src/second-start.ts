import { Problem } from '@online-shop/servers/problem';
import { readDataFolder } from './config';
import { refuseSecondStart } from './data-folder';

/**
 * Returns why `npm start` cannot open a shop on its data folder, or undefined. Runs before the
 * build.
 */
export function findRefusal(): string | undefined {
  try {
    refuseSecondStart(readDataFolder());
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
}

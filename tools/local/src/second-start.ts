import { Problem } from '@online-shop/servers/problem';
import { readDataFolder } from './config';
import { refuseSecondStart } from './data-folder';

/** For `npm start`, before it builds: why it cannot open a shop on its data folder, if so. */
export function findRefusal(): string | undefined {
  try {
    refuseSecondStart(readDataFolder());
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error.message;
    throw error;
  }
}

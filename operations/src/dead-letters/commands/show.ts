import type { Show } from '../arguments';
import type { Desk, ExitCode } from '../desk';
import { formatLetter } from '../print-letters';
import { nothingFound, withClaims } from './answers';

export async function show(desk: Desk, { id, isJson }: Show): Promise<ExitCode> {
  const letter = await desk.store.find(id);
  if (!letter) return nothingFound(desk, { id });
  await desk.say(isJson ? JSON.stringify(withClaims(letter), null, 2) : formatLetter(letter));
  return 0;
}

import type { Show } from '../arguments';
import type { CommandContext, ExitCode } from '../command-context';
import { formatDeadLetter } from '../format-dead-letters';
import { nothingFound, withClaims } from './output';

export async function show(context: CommandContext, { id, isJson }: Show): Promise<ExitCode> {
  const letter = await context.store.find(id);
  if (!letter) return nothingFound(context, { id });
  await context.writeResult(
    isJson ? JSON.stringify(withClaims(letter), null, 2) : formatDeadLetter(letter),
  );
  return 0;
}

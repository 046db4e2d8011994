import type { List } from '../arguments';
import { type Desk, type ExitCode, select } from '../desk';
import { formatTable } from '../print-letters';
import { createSummary, formatSummary } from '../summary';
import { nothingFound, withClaims } from './answers';

export async function list(desk: Desk, command: List): Promise<ExitCode> {
  if (command.isSummary) return summarize(desk, command);
  const count = command.isJson ? await listJson(desk, command) : await listTable(desk, command);
  return count > 0 ? 0 : nothingFound(desk, { id: null, where: command.where });
}

async function listTable(desk: Desk, { where }: List): Promise<number> {
  let count = 0;
  for await (const page of select(desk, { id: null, where })) {
    if (page.length === 0) continue;
    const letters = page.map(({ letter }) => letter);
    await desk.say(formatTable(letters, { hasHeadings: count === 0 }));
    count += page.length;
  }
  return count;
}

/** One array, written page by page: each item is held back until it is known whether one follows. */
async function listJson(desk: Desk, { where }: List): Promise<number> {
  let count = 0;
  let last = '[';
  for await (const page of select(desk, { id: null, where })) {
    const items = page.map(({ letter }) => JSON.stringify(withClaims(letter)));
    if (items.length === 0) continue;
    await desk.say(count === 0 ? last : `${last},`);
    const final = items.pop() ?? '';
    if (items.length > 0) await desk.say(`${items.join(',\n')},`);
    last = final;
    count += page.length;
  }
  await desk.say(count === 0 ? '[]' : `${last}\n]`);
  return count;
}

async function summarize(desk: Desk, { where, isJson }: List): Promise<ExitCode> {
  const summary = createSummary();
  for await (const page of select(desk, { id: null, where })) {
    for (const { letter } of page) summary.add(letter);
  }
  const groups = summary.groups();
  if (isJson) await desk.say(JSON.stringify(groups, null, 2));
  else if (groups.length > 0) await desk.say(formatSummary(groups));
  return groups.length > 0 ? 0 : nothingFound(desk, { id: null, where });
}

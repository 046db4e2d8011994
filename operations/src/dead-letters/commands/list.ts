import type { List } from '../arguments';
import { type CommandContext, type ExitCode, select } from '../command-context';
import { formatTable } from '../format-dead-letters';
import { createSummary, formatSummary } from '../summary';
import { nothingFound, withClaims } from './output';

export async function list(context: CommandContext, command: List): Promise<ExitCode> {
  if (command.isSummary) return summarize(context, command);
  const count = command.isJson
    ? await listJson(context, command)
    : await listTable(context, command);
  return count > 0 ? 0 : nothingFound(context, { id: null, where: command.where });
}

async function listTable(context: CommandContext, { where }: List): Promise<number> {
  let count = 0;
  for await (const page of select(context, { id: null, where })) {
    if (page.length === 0) continue;
    const letters = page.map(({ letter }) => letter);
    await context.writeResult(formatTable(letters, { hasHeadings: count === 0 }));
    count += page.length;
  }
  return count;
}

/**
 * Writes one array, page by page. The last item of a page waits until a comma can follow or not.
 */
async function listJson(context: CommandContext, { where }: List): Promise<number> {
  let count = 0;
  let last = '[';
  for await (const page of select(context, { id: null, where })) {
    const items = page.map(({ letter }) => JSON.stringify(withClaims(letter)));
    if (items.length === 0) continue;
    await context.writeResult(count === 0 ? last : `${last},`);
    const final = items.pop() ?? '';
    if (items.length > 0) await context.writeResult(`${items.join(',\n')},`);
    last = final;
    count += page.length;
  }
  await context.writeResult(count === 0 ? '[]' : `${last}\n]`);
  return count;
}

async function summarize(context: CommandContext, { where, isJson }: List): Promise<ExitCode> {
  const summary = createSummary();
  for await (const page of select(context, { id: null, where })) {
    for (const { letter } of page) summary.add(letter);
  }
  const groups = summary.groups();
  if (isJson) await context.writeResult(JSON.stringify(groups, null, 2));
  else if (groups.length > 0) await context.writeResult(formatSummary(groups));
  return groups.length > 0 ? 0 : nothingFound(context, { id: null, where });
}

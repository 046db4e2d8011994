import type { Replay } from '../arguments';
import { type CommandContext, type ExitCode, select } from '../command-context';
import type { DeadLetter } from '../dead-letter';
import type { ReplayOutcome } from '../dead-letter-store';
import type { Effect } from '../forecast/forecast';
import { formatCount, lineFor, nothingFound } from './output';

export async function replay(context: CommandContext, { selection }: Replay): Promise<ExitCode> {
  const consumers = createConsumerCheck(context);
  let found = 0;
  let replayed = 0;
  for await (const page of select(context, selection)) {
    const letters = page.map(({ letter }) => letter);
    const [first] = letters;
    if (!first) continue;
    const hasConsumer = await consumers.check(first.queue);
    const outcomes = await context.store.replay(letters);
    const lines = letters.map((letter, i) => {
      return lineFor(letter, sentenceFor(outcomes[i] ?? 'unknown', { letter, hasConsumer }));
    });
    await context.writeResult(lines.join('\n'));
    found += letters.length;
    replayed += outcomes.filter((outcome) => outcome === 'replayed').length;
  }
  if (found === 0) return nothingFound(context, selection);
  if (selection.id === null) context.writeNote(`${replayed} of ${formatCount(found)} replayed.`);
  return replayed < found ? 1 : 0;
}

export async function forecastReplay(
  context: CommandContext,
  { selection }: Replay,
): Promise<ExitCode> {
  const consumers = createConsumerCheck(context);
  const totals = new Map<Effect, number>();
  for await (const page of select(context, selection, { isForecast: true })) {
    const [first] = page;
    if (!first) continue;
    await consumers.check(first.letter.queue);
    await context.writeResult(
      page.map(({ letter, forecast }) => lineFor(letter, forecast?.sentence ?? '')).join('\n'),
    );
    for (const { forecast } of page) {
      if (forecast) totals.set(forecast.effect, (totals.get(forecast.effect) ?? 0) + 1);
    }
  }
  if (totals.size === 0) return nothingFound(context, selection);
  if (selection.id === null) context.writeNote(describeTotals(totals));
  return totals.has('refusal') || totals.has('stay') ? 1 : 0;
}

/** Warns once per queue without a consumer: replayed messages wait there. */
function createConsumerCheck({ store, writeNote }: CommandContext) {
  const known = new Map<string, boolean>();
  return {
    /** False if the queue exists and has no consumer. */
    async check(queue: string): Promise<boolean> {
      const before = known.get(queue);
      if (before !== undefined) return before;
      const hasConsumer = (await store.findQueue(queue))?.consumers !== 0;
      known.set(queue, hasConsumer);
      if (!hasConsumer) {
        writeNote(
          `WARNING: ${queue} has no consumer: replayed messages wait until its service runs.`,
        );
      }
      return hasConsumer;
    },
  };
}

const effects = {
  change: 'would succeed',
  nothing: 'would change nothing',
  contradiction: 'would contradict',
  refusal: 'would be refused',
  stay: 'would stay',
} as const satisfies Record<Effect, string>;

/** `3 dead letters: 1 would succeed, 2 would change nothing.` */
function describeTotals(totals: ReadonlyMap<Effect, number>): string {
  const counts = (Object.keys(effects) as Effect[])
    .filter((effect) => totals.has(effect))
    .map((effect) => `${totals.get(effect)?.toLocaleString('en-US')} ${effects[effect]}`);
  const all = [...totals.values()].reduce((sum, count) => sum + count, 0);
  return `${formatCount(all)}: ${counts.join(', ')}.`;
}

function sentenceFor(
  outcome: ReplayOutcome,
  {
    letter: { queue },
    hasConsumer,
  }: { readonly letter: DeadLetter; readonly hasConsumer: boolean },
): string {
  switch (outcome) {
    case 'replayed':
      return `moved to ${queue}${hasConsumer ? '' : ', which has no consumer'}`;
    case 'queue-gone':
      return `not replayed: the queue ${queue} does not exist`;
    case 'not-taken':
      return 'not replayed: the broker did not confirm the message';
    case 'unknown':
      return 'no longer exists: another program replayed or dropped it';
  }
}

import {
  type EventOf,
  InvalidMessageError,
  type MessageContract,
} from '@online-shop/shared/messages/contract';
import type { DeadLetter } from '../dead-letter';

/**
 * The effect of a replay.
 * - `change`: the consumer would change data or send a result again.
 * - `nothing`: the consumer would acknowledge the message without an effect.
 * - `contradiction`: the message contradicts the database or another dead letter.
 * - `refusal`: the message would fail again and become a dead letter.
 * - `stay`: the message cannot be replayed.
 */
export type Effect = 'change' | 'nothing' | 'contradiction' | 'refusal' | 'stay';

export interface Forecast {
  readonly effect: Effect;
  readonly sentence: string;
}

/**
 * Forecasts how the consumer of a queue would handle dead letters, one after another. Returns one
 * forecast per dead letter, in the same order, and includes the effects of earlier calls. It only
 * reads the services' databases. The bus guarantees no order, so other messages may be handled
 * first.
 * @throws UnreachableError if a database is unavailable
 */
export type Forecaster = (letters: readonly DeadLetter[]) => Promise<readonly Forecast[]>;

export const change = (sentence: string): Forecast => ({ effect: 'change', sentence });

export const nothing = (reason: string): Forecast => ({
  effect: 'nothing',
  sentence: `would change nothing: ${reason}`,
});

export const contradiction = (sentence: string): Forecast => ({
  effect: 'contradiction',
  sentence,
});

export const refusal = (reason: string): Forecast => ({
  effect: 'refusal',
  sentence: `would be refused: ${reason}`,
});

export const stay = (reason: string): Forecast => ({
  effect: 'stay',
  sentence: `would stay: ${reason}`,
});

/** The first dead letter about an order. */
interface First {
  readonly id: string;
  /** Type and data. A repeated message has the same content. */
  readonly content: string;
  readonly forecast: Forecast;
}

/**
 * Creates a forecaster from a function that forecasts the first event of each order. The forecast
 * of a second event of the same order assumes that the first was handled.
 */
export function createForecaster<Contract extends MessageContract>(
  parse: (body: string) => EventOf<Contract>,
  forecast: (events: readonly EventOf<Contract>[]) => Promise<readonly Forecast[]>,
): Forecaster {
  const firsts = new Map<string, First>();

  return async (letters) => {
    const read = letters.map((letter) => ({ letter, event: tryToParse(parse, letter) }));
    const news = new Map<string, { id: string; event: EventOf<Contract> }>();
    for (const { letter, event } of read) {
      if (event instanceof InvalidMessageError || firsts.has(event.subject)) continue;
      if (!news.has(event.subject)) news.set(event.subject, { id: letter.id, event });
    }
    const events = [...news.values()].map(({ event }) => event);
    const forecasts = events.length > 0 ? await forecast(events) : [];
    for (const [i, { id, event }] of [...news.values()].entries()) {
      const content = contentOf(event);
      firsts.set(event.subject, { id, content, forecast: forecasts[i] as Forecast });
    }

    return read.map(({ letter, event }) => {
      if (event instanceof InvalidMessageError) return refusal(event.message);
      return forecastAfter(firsts.get(event.subject) as First, { id: letter.id, event });
    });
  };
}

function forecastAfter(
  first: First,
  { id, event }: { readonly id: string; readonly event: EventOf<MessageContract> },
): Forecast {
  if (first.id === id) return first.forecast;
  if (first.content !== contentOf(event)) {
    return contradiction(`would contradict ${first.id} about the same order`);
  }
  const { effect } = first.forecast;
  return effect === 'change' ? nothing(`${first.id} says the same`) : first.forecast;
}

function contentOf({ type, data }: EventOf<MessageContract>): string {
  return JSON.stringify([type, Object.entries(Object(data)).toSorted()]);
}

function tryToParse<Event>(
  parse: (body: string) => Event,
  { body }: DeadLetter,
): Event | InvalidMessageError {
  try {
    return parse(body);
  } catch (error) {
    if (error instanceof InvalidMessageError) return error;
    throw error;
  }
}

import {
  type EventOf,
  InvalidMessageError,
  type MessageContract,
} from '@online-shop/shared/messages/contract';
import type { DeadLetter } from '../dead-letter';

/**
 * What a replay would do.
 * - `change`: the consumer would write something, or send a result again.
 * - `nothing`: the consumer would acknowledge it without an effect.
 * - `contradiction`: it says otherwise than the database, or than another dead letter.
 * - `refusal`: it would be a dead letter again.
 * - `stay`: it cannot be put back.
 */
export type Effect = 'change' | 'nothing' | 'contradiction' | 'refusal' | 'stay';

export interface Forecast {
  readonly effect: Effect;
  readonly sentence: string;
}

/**
 * Forecasts what the consumer of a queue would do with dead letters, one after another: a forecast
 * for each, in their order. It remembers those of earlier calls. It reads the services' databases
 * and writes nothing. The bus promises no order, and other messages may come first.
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
  /** Type and data: a repeat has the same. */
  readonly content: string;
  readonly forecast: Forecast;
}

/**
 * Builds a forecaster from a function that forecasts events, the first about each order. A second
 * one about the same order finds the effect of the first.
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

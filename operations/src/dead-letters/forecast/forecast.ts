import {
  type EventOf,
  InvalidMessageError,
  type MessageContract,
} from '@online-shop/shared/messages/contract';
import type { DeadLetter } from '../dead-letter';

/** What a replay would come to. */
export interface Forecast {
  /** 'would …' or 'already …'. */
  readonly sentence: string;
  /** The letter would only die again. */
  readonly isRefused: boolean;
}

/**
 * What the consumer of a queue would make of these letters, taken one after the other: an answer
 * each, in their order. Reads the consumer's database and writes nothing. As true as a forecast:
 * the bus promises no order, and whatever else is going on may come first.
 * @throws UnreachableError when the database is away
 */
export type Forecaster = (letters: readonly DeadLetter[]) => Promise<readonly Forecast[]>;

export const accept = (sentence: string): Forecast => ({ sentence, isRefused: false });

export const refuse = (reason: string): Forecast => ({
  sentence: `would be refused: ${reason}`,
  isRefused: true,
});

/**
 * Builds a forecaster from what is to be said of events that match their contract, the first about
 * each order: a second one finds what the first has done.
 */
export function createForecaster<Contract extends MessageContract>(
  parse: (body: string) => EventOf<Contract>,
  foretell: (events: readonly EventOf<Contract>[]) => Promise<readonly Forecast[]>,
): Forecaster {
  return async (letters) => {
    const read = letters.map((letter) => ({ letter, event: tryToParse(parse, letter) }));
    const firsts = new Map<string, { letter: DeadLetter; event: EventOf<Contract> }>();
    for (const { letter, event } of read) {
      if (event instanceof InvalidMessageError || firsts.has(event.subject)) continue;
      firsts.set(event.subject, { letter, event });
    }
    const events = [...firsts.values()].map(({ event }) => event);
    const forecasts = events.length > 0 ? await foretell(events) : [];
    const forecastOf = new Map(
      [...firsts.values()].map(({ letter }, i) => [letter, forecasts[i] as Forecast]),
    );

    return read.map(({ letter, event }) => {
      if (event instanceof InvalidMessageError) return refuse(event.message);
      return forecastOf.get(letter) ?? changeNothingMore(firsts.get(event.subject)?.letter);
    });
  };
}

function changeNothingMore(first: DeadLetter | undefined): Forecast {
  return accept(`would change nothing more: ${first?.id} is about the same order`);
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

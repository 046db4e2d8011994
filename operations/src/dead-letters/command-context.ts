import type { Selection } from './arguments';
import { matches, needsForecast } from './conditions';
import type { DeadLetter } from './dead-letter';
import type { DeadLetterStore } from './dead-letter-store';
import { change, type Forecast, type Forecaster, stay } from './forecast/forecast';

/** 1: a dead letter does not exist, was not replayed, or would not be replayed. */
export type ExitCode = 0 | 1;

/** The dependencies of a command. */
export interface CommandContext {
  readonly store: DeadLetterStore;
  /** The forecaster of each queue. Empty if the command needs no forecast. */
  readonly forecasters: ReadonlyMap<string, Forecaster>;
  /**
   * Writes a result to standard output. Resolves when it is written.
   * @throws UnwritableError
   */
  readonly writeResult: (text: string) => Promise<void>;
  /** Writes a note or warning to standard error. */
  readonly writeNote: (text: string) => void;
}

export interface Selected {
  readonly letter: DeadLetter;
  /** Null if neither the command nor a condition needs a forecast. */
  readonly forecast: Forecast | null;
}

/**
 * Selects page by page. A forecast includes the effect of all earlier dead letters, selected or
 * not.
 */
export async function* select(
  context: CommandContext,
  selection: Selection,
  { isForecast }: { readonly isForecast: boolean } = { isForecast: false },
): AsyncGenerator<readonly Selected[], void> {
  const where = selection.id === null ? selection.where : [];
  const forecast = isForecast || needsForecast(where) ? createForecast(context) : noForecast;
  for await (const letters of readSelection(context.store, selection)) {
    const forecasts = await forecast(letters);
    const page = letters.map((letter, i) => ({ letter, forecast: forecasts[i] ?? null }));
    yield page.filter((each) => matches(where, each));
  }
}

async function* readSelection(store: DeadLetterStore, selection: Selection) {
  if (selection.id === null) return yield* store.read();
  const letter = await store.find(selection.id);
  if (letter) yield [letter];
}

const noForecast = async () => [];

/** All dead letters of a page belong to one queue. */
function createForecast({ store, forecasters }: CommandContext): Forecaster {
  return async (letters) => {
    const queue = letters[0]?.queue ?? '';
    if (!(await store.findQueue(queue))) {
      return letters.map(() => stay(`the queue ${queue} does not exist`));
    }
    const forecaster = forecasters.get(queue) ?? forecastNothing;
    return forecaster(letters);
  };
}

/** For queues of examples: operations does not know what their consumers do. */
const forecastNothing: Forecaster = async (letters) =>
  letters.map(() => change('would be consumed again: no forecast exists for this queue'));

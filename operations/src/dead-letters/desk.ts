import type { Selection } from './arguments';
import { matches, needsForecast } from './conditions';
import type { DeadLetter } from './dead-letter';
import type { DeadLetterStore } from './dead-letter-store';
import { type Forecast, type Forecaster, stay } from './forecast/forecast';

/** 1: a dead letter does not exist, or was not replayed, or would not be. */
export type ExitCode = 0 | 1;

/** What a command works with. */
export interface Desk {
  readonly store: DeadLetterStore;
  /** By queue. Empty if the command makes no forecast. */
  readonly forecasters: ReadonlyMap<string, Forecaster>;
  /**
   * Writes the answer to standard output; resolves once it is written.
   * @throws UnwritableError
   */
  readonly say: (text: string) => Promise<void>;
  /** Writes what is not part of the answer to standard error. */
  readonly remark: (text: string) => void;
}

export interface Selected {
  readonly letter: DeadLetter;
  /** Null unless it was asked for, or a condition needs it. */
  readonly forecast: Forecast | null;
}

/** Page by page. A forecast counts the dead letters before it, whether they are selected or not. */
export async function* select(
  desk: Desk,
  selection: Selection,
  { isForecast }: { readonly isForecast: boolean } = { isForecast: false },
): AsyncGenerator<readonly Selected[], void> {
  const where = selection.id === null ? selection.where : [];
  const forecast = isForecast || needsForecast(where) ? createForecast(desk) : noForecast;
  for await (const letters of readSelection(desk.store, selection)) {
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

/** A page is of one queue. */
function createForecast({ store, forecasters }: Desk): Forecaster {
  return async (letters) => {
    const queue = letters[0]?.queue ?? '';
    if (!(await store.findQueue(queue))) {
      return letters.map(() => stay(`the queue ${queue} does not exist`));
    }
    const forecaster = forecasters.get(queue);
    if (!forecaster) throw new Error(`there is no forecaster for ${queue}`);
    return forecaster(letters);
  };
}

import { UsageError } from '../usage-error';
import { type DeadLetter, readClaims } from './dead-letter';
import type { Effect, Forecast } from './forecast/forecast';

/** A condition of `--where`. A dead letter must match all conditions. */
export type Condition =
  | { readonly kind: 'effect'; readonly effect: Effect }
  | { readonly kind: 'fact'; readonly name: FactName; readonly value: string };

const effects: Readonly<Record<string, Effect>> = {
  'would-change-nothing': 'nothing',
  'would-succeed': 'change',
  'would-be-refused': 'refusal',
};

const facts = {
  queue: ({ queue }: DeadLetter) => queue,
  type: (letter: DeadLetter) => readClaims(letter).type,
  error: ({ reason }: DeadLetter) => reason.errorCode,
  order: (letter: DeadLetter) => readClaims(letter).orderId,
};
type FactName = keyof typeof facts;

/** @throws UsageError */
export function parseCondition(text: string): Condition {
  const effect = Object.hasOwn(effects, text) ? effects[text] : undefined;
  if (effect) return { kind: 'effect', effect };
  const [name = '', ...rest] = text.split('=');
  if (rest.length > 0 && isFactName(name)) return { kind: 'fact', name, value: rest.join('=') };
  const names = Object.keys(facts).map((each) => `${each}=…`);
  throw new UsageError(
    `--where takes ${[...Object.keys(effects), ...names].join(', ')}, not '${text}'`,
  );
}

function isFactName(name: string): name is FactName {
  return Object.hasOwn(facts, name);
}

/** Whether a condition needs a forecast, which reads the services' databases. */
export function needsForecast(conditions: readonly Condition[]): boolean {
  return conditions.some(({ kind }) => kind === 'effect');
}

/** The value `-` matches dead letters without the fact, like `-` in the table. */
export function matches(
  conditions: readonly Condition[],
  { letter, forecast }: { readonly letter: DeadLetter; readonly forecast: Forecast | null },
): boolean {
  return conditions.every((condition) => {
    if (condition.kind === 'effect') return forecast?.effect === condition.effect;
    return (facts[condition.name](letter) ?? '-') === condition.value;
  });
}

import { findCounterexample } from './explore';

const runs = Number(process.env.MODEL_RUNS ?? 300);
const seed = process.env.MODEL_SEED === undefined ? {} : { seed: Number(process.env.MODEL_SEED) };

describe('the model of the shop', () => {
  it('keeps every promise, whatever is duplicated, reordered, lost, killed or replayed', async () => {
    const found = await findCounterexample({ runs, ...seed });
    if (found) throw new Error(found.story);
  });
});

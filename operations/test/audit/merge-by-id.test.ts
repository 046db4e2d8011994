import { mergeById } from '../../src/audit/orders/merge-by-id';

interface Row {
  readonly id: string;
}

/** A source that returns its rows in batches of the given sizes, then one by one. */
async function* batchesOf(ids: string, ...sizes: readonly number[]) {
  const rows = [...ids].map((id): Row => ({ id }));
  const cuts = [...sizes];
  while (rows.length > 0) yield rows.splice(0, cuts.shift() ?? 1);
}

async function merge(sources: Parameters<typeof mergeById<{ a: Row; b: Row; c: Row }>>[0]) {
  const merged: string[] = [];
  for await (const batch of mergeById<{ a: Row; b: Row; c: Row }>(sources)) {
    expect(batch).not.toHaveLength(0);
    merged.push(...batch.map(({ id, ...rows }) => id + Object.keys(rows).join('')));
  }
  return merged;
}

describe('mergeById', () => {
  it('merges the rows with one ID, independent of the batch sizes', async () => {
    const expected = ['1a', '2ab', '3c', '4abc', '5b', '6ac', '7c'];
    for (const size of [1, 2, 3, 9]) {
      const sources = {
        a: batchesOf('1246', size, size, size),
        b: batchesOf('245', 1, 2),
        c: batchesOf('3467', 2, 1),
      };
      expect(await merge(sources)).toEqual(expected);
    }
  });

  it('ends at once if all sources are empty', async () => {
    expect(await merge({ a: batchesOf(''), b: batchesOf(''), c: batchesOf('') })).toEqual([]);
  });

  it('continues to the end of the longest source', async () => {
    const sources = { a: batchesOf('1'), b: batchesOf(''), c: batchesOf('23456', 3) };
    expect(await merge(sources)).toEqual(['1a', '2c', '3c', '4c', '5c', '6c']);
  });

  it('throws the error of a source', async () => {
    // biome-ignore lint/correctness/useYield: it fails before the first row
    const failing = (async function* (): AsyncGenerator<Row[], void> {
      throw new Error('the connection was lost');
    })();
    const sources = { a: batchesOf('1'), b: failing, c: batchesOf('1') };
    await expect(merge(sources)).rejects.toThrow('the connection was lost');
  });
});

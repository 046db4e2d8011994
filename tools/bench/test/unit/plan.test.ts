import { createGroups, selectGroups } from '../../src/plan';

const groups = createGroups({ historyRows: 700, backlogOrders: 10 });

function namesOf(names: readonly string[], isQuick = false): string[] {
  return selectGroups(groups, { names, isQuick }).flatMap(({ cases }) =>
    cases.map(({ name }) => name),
  );
}

describe('selectGroups', () => {
  it('returns all groups if no case is named', () => {
    expect(selectGroups(groups, { names: [], isQuick: false })).toEqual(groups);
  });

  it('adds the reference case of a selected case', () => {
    expect(namesOf(['spread'])).toEqual(['sql-five-commits', 'spread', 'sql-five-commits']);
    expect(namesOf(['history'])).toEqual([
      'sql-five-commits',
      'new-shop',
      'history',
      'history',
      'new-shop',
    ]);
  });

  it('adds nothing to a case without a reference', () => {
    expect(namesOf(['at-rest-embedded'])).toEqual(['at-rest-embedded']);
  });

  it('selects the quick cases and their references with --quick', () => {
    expect(new Set(namesOf([], true))).toEqual(
      new Set(['sql-five-commits', 'spread', 'hot', 'at-rest-by-hand', 'at-rest']),
    );
  });

  it('ignores --quick if a case is named', () => {
    expect(namesOf(['backlog'], true)).toEqual(['backlog']);
  });

  it('rejects an unknown case and lists the known ones', () => {
    expect(() => namesOf(['fastest'])).toThrow(/unknown case 'fastest'; the cases are .*spread/);
  });

  it('runs the reference of each case earlier in the same round', () => {
    for (const { cases } of groups) {
      const measured = new Set<string>();
      for (const { name, ratios = {} } of cases) {
        const missing = Object.values(ratios).filter((other) => !measured.has(other));
        expect({ name, missing }).toEqual({ name, missing: [] });
        measured.add(name);
      }
    }
  });
});

import { createGroups, selectGroups } from '../../src/plan';

const groups = createGroups({ historyRows: 700, backlogOrders: 10 });

function namesOf(names: readonly string[], isQuick = false): string[] {
  return selectGroups(groups, { names, isQuick }).flatMap(({ cases }) =>
    cases.map(({ name }) => name),
  );
}

describe('the plan of a run', () => {
  it('holds all groups where nothing is chosen', () => {
    expect(selectGroups(groups, { names: [], isQuick: false })).toEqual(groups);
  });

  it('measures the limit beside a case that is judged by it', () => {
    expect(namesOf(['spread'])).toEqual(['sql-five-commits', 'spread', 'sql-five-commits']);
    expect(namesOf(['history'])).toEqual([
      'sql-five-commits',
      'new-shop',
      'history',
      'history',
      'new-shop',
    ]);
  });

  it('measures nothing else with a case that stands for itself', () => {
    expect(namesOf(['at-rest-embedded'])).toEqual(['at-rest-embedded']);
  });

  it('begins with the first things one wants to know', () => {
    expect(new Set(namesOf([], true))).toEqual(
      new Set(['sql-five-commits', 'spread', 'hot', 'at-rest-by-hand', 'at-rest']),
    );
  });

  it('prefers the cases that are named to a quick run', () => {
    expect(namesOf(['backlog'], true)).toEqual(['backlog']);
  });

  it('says which cases there are to somebody who names another', () => {
    expect(() => namesOf(['fastest'])).toThrow(/no case 'fastest' among .*spread/);
  });

  it('judges each case by one that is measured before it in the same round', () => {
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

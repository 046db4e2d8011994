import { replaceBlock } from '../../src/report/docs';
import { createTables, formatMarkdown, formatText } from '../../src/report/table';
import { createTargetTable } from '../../src/report/targets';
import { seriesOf } from '../support/series';

const spread = seriesOf(
  'spread',
  { settledPerSecond: 900, ofLimit: 0.7, cpuOfLimit: 1.2 },
  { settledPerSecond: 1_100, ofLimit: 0.9, cpuOfLimit: 0.8 },
  { settledPerSecond: 1_000, ofLimit: 0.8, cpuOfLimit: 0.9 },
);

describe('the tables', () => {
  it('show medians, and the noise of the first number', () => {
    const [table] = createTables([spread]);
    expect(table?.head).toEqual(['', 'settled/s', 'of the SQL alone']);
    expect(table?.rows).toEqual([['the case spread', '1000 (900–1100)', '0.80']]);
  });

  it('leave a cell empty where a case has nothing to say', () => {
    const limit = seriesOf('sql-five-commits', { settledPerSecond: 1_250 });
    const [table] = createTables([limit, spread]);
    expect(table?.rows[0]).toEqual(['the case sql-five-commits', '1250', '']);
  });

  it('leave out what nobody has measured', () => {
    expect(createTables([])).toEqual([]);
    expect(createTables([spread]).map(({ title }) => title)).not.toContain('At rest, ms');
  });

  it('line up in a terminal', () => {
    const text = formatText({
      title: 'T',
      head: ['', 'n'],
      rows: [
        ['long name', '1'],
        ['b', '10'],
      ],
    });
    expect(text).toBe('T\n\n            n\n---------  --\nlong name   1\nb          10');
  });

  it('are Markdown in the docs', () => {
    const text = formatMarkdown({ title: 'T', head: ['', 'n'], rows: [['a', '1']] });
    expect(text).toBe('### T\n\n|  | n |\n| --- | ---: |\n| a | 1 |');
  });
});

describe('the targets', () => {
  it('are met or not by the medians', () => {
    const slow = seriesOf('hot', { ofSpread: 0.5 });
    const verdicts = createTargetTable([spread, slow]).rows.map((row) => row.slice(1));
    expect(verdicts).toEqual([
      ['≥ 0.8', '0.800', 'yes'],
      ['≤ 1.18', '0.900', 'yes'],
      ['≥ 0.95', '0.500', 'NO'],
    ]);
  });

  it('say nothing of what was not measured', () => {
    expect(createTargetTable([]).rows).toEqual([]);
  });
});

describe('the numbers in docs/', () => {
  const begin = '<!-- benchmark: what follows is written by `npm run bench -- --write-docs` -->';
  const end = '<!-- benchmark: end -->';

  it('replace those of the last run and nothing else', () => {
    const text = `before\n${begin}\n\nold\n\n${end}\nafter\n`;
    expect(replaceBlock(text, 'new')).toBe(`before\n${begin}\n\nnew\n\n${end}\nafter\n`);
  });

  it('go nowhere where there is no place for them', () => {
    expect(() => replaceBlock('nothing', 'new')).toThrow('no place for the numbers');
  });
});

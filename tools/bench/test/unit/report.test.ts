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

describe('the tables of the report', () => {
  it('show medians, and the range of the first column', () => {
    const [table] = createTables([spread]);
    expect(table?.head).toEqual(['', 'settled/s', 'ratio to SQL only']);
    expect(table?.rows).toEqual([['the case spread', '1000 (900–1100)', '0.80']]);
  });

  it('leave a cell empty if the case has no value', () => {
    const limit = seriesOf('sql-five-commits', { settledPerSecond: 1_250 });
    const [table] = createTables([limit, spread]);
    expect(table?.rows[0]).toEqual(['the case sql-five-commits', '1250', '']);
  });

  it('omit tables without values', () => {
    expect(createTables([])).toEqual([]);
    expect(createTables([spread]).map(({ title }) => title)).not.toContain(
      'Latency at low load, in ms',
    );
  });

  it('align their columns in a terminal', () => {
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

  it('are written as Markdown in docs/', () => {
    const text = formatMarkdown({ title: 'T', head: ['', 'n'], rows: [['a', '1']] });
    expect(text).toBe('### T\n\n|  | n |\n| --- | ---: |\n| a | 1 |');
  });
});

describe('the targets', () => {
  it('are compared with the medians', () => {
    const slow = seriesOf('hot', { ofSpread: 0.5 });
    const verdicts = createTargetTable([spread, slow]).rows.map((row) => row.slice(1));
    expect(verdicts).toEqual([
      ['≥ 0.8', '0.800', 'yes'],
      ['≤ 1.18', '0.900', 'yes'],
      ['≥ 0.95', '0.500', 'NO'],
    ]);
  });

  it('are omitted without a value', () => {
    expect(createTargetTable([]).rows).toEqual([]);
  });
});

describe('the numbers in docs/', () => {
  const begin = '<!-- benchmark: `npm run bench -- --write-docs` writes this block -->';
  const end = '<!-- benchmark: end -->';

  it('replace the numbers of the last run and nothing else', () => {
    const text = `before\n${begin}\n\nold\n\n${end}\nafter\n`;
    expect(replaceBlock(text, 'new')).toBe(`before\n${begin}\n\nnew\n\n${end}\nafter\n`);
  });

  it('are rejected if the document has no markers', () => {
    expect(() => replaceBlock('nothing', 'new')).toThrow('no markers for the numbers');
  });
});

import { parseArguments } from '../../../src/dead-letters/arguments';

const parse = (line: string) => parseArguments(line.split(' ').filter((word) => word !== ''));

const all = { id: null, where: [] };
const useless = { kind: 'effect', effect: 'nothing' };
const ofQueue = { kind: 'fact', name: 'queue', value: 'a=b' };
const list = { name: 'list', where: [], isSummary: false, isJson: false };

test.each([
  ['list', list],
  ['list --json', { ...list, isJson: true }],
  ['list --summary --json', { ...list, isSummary: true, isJson: true }],
  ['list --where would-change-nothing', { ...list, where: [useless] }],
  ['show 7f', { name: 'show', id: '7f', isJson: false }],
  ['show 7f --json', { name: 'show', id: '7f', isJson: true }],
  ['drop 7f', { name: 'drop', selection: { id: '7f' }, isJson: false }],
  [
    'drop --where would-change-nothing --where queue=a=b --json',
    { name: 'drop', selection: { id: null, where: [useless, ofQueue] }, isJson: true },
  ],
  ['replay 7f', { name: 'replay', selection: { id: '7f' }, isDryRun: false }],
  ['replay --dry-run 7f', { name: 'replay', selection: { id: '7f' }, isDryRun: true }],
  ['replay --all', { name: 'replay', selection: all, isDryRun: false }],
  ['replay --all --dry-run', { name: 'replay', selection: all, isDryRun: true }],
  [
    'replay --where queue=a=b',
    { name: 'replay', selection: { id: null, where: [ofQueue] }, isDryRun: false },
  ],
  ['--help', { name: 'help' }],
  ['list -h', { name: 'help' }],
])('parses %p', (line, command) => {
  expect(parse(line)).toEqual(command);
});

test.each([
  ['', 'a command is missing'],
  ['bury', "unknown command 'bury'"],
  ['toString', "unknown command 'toString'"],
  ['list 7f', 'list takes no id'],
  ['show', 'show takes one id'],
  ['show 7f 8a', 'show takes one id'],
  ['show 7f --where queue=a', 'show takes no --where'],
  ['drop', 'drop takes one id, or --where'],
  ['drop 7f --where queue=a', 'drop takes one id, or --where'],
  ['drop --all', 'drop takes no --all'],
  ['drop 7f --dry-run', 'drop takes no --dry-run'],
  ['replay', 'replay takes one id, --all, or --where'],
  ['replay 7f --all', 'replay takes one id, --all, or --where'],
  ['replay 7f 8a', 'replay takes one id, --all, or --where'],
  ['replay --all --where queue=a', 'replay takes one id, --all, or --where'],
  ['replay 7f --json', 'replay takes no --json'],
  ['replay 7f --dry', "Unknown option '--dry'"],
  ['replay --all --summary', 'replay takes no --summary'],
  ['list --where useless', '--where takes would-change-nothing, would-succeed, would-be-refused'],
  ['list --where toString', "not 'toString'"],
  ['list --where __proto__=1', "not '__proto__=1'"],
])('rejects %p with a sentence', (line, sentence) => {
  expect(() => parse(line)).toThrow(expect.objectContaining({ name: 'UsageError' }));
  expect(() => parse(line)).toThrow(sentence);
});

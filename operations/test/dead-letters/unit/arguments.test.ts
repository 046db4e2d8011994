import { parseArguments } from '../../../src/dead-letters/arguments';

const parse = (line: string) => parseArguments(line.split(' ').filter((word) => word !== ''));

test.each([
  ['list', { name: 'list', isJson: false }],
  ['list --json', { name: 'list', isJson: true }],
  ['show 7f', { name: 'show', id: '7f', isJson: false }],
  ['show 7f --json', { name: 'show', id: '7f', isJson: true }],
  ['drop 7f', { name: 'drop', id: '7f', isJson: false }],
  ['replay 7f', { name: 'replay', id: '7f', isDryRun: false }],
  ['replay --dry-run 7f', { name: 'replay', id: '7f', isDryRun: true }],
  ['replay --all', { name: 'replay', id: null, isDryRun: false }],
  ['replay --all --dry-run', { name: 'replay', id: null, isDryRun: true }],
  ['--help', { name: 'help' }],
  ['list -h', { name: 'help' }],
])('%p is understood', (line, command) => {
  expect(parse(line)).toEqual(command);
});

test.each([
  ['', 'a command is missing'],
  ['bury', "there is no command 'bury'"],
  ['list 7f', 'list takes no id'],
  ['show', 'show takes one id'],
  ['show 7f 8a', 'show takes one id'],
  ['drop', 'drop takes one id'],
  ['drop --all', 'drop takes no --all'],
  ['drop 7f --dry-run', 'drop takes no --dry-run'],
  ['replay', 'replay takes one id, or --all'],
  ['replay 7f --all', 'replay takes one id, or --all'],
  ['replay 7f --json', 'replay takes no --json'],
  ['replay 7f --dry', "Unknown option '--dry'"],
])('%p is refused with a sentence', (line, sentence) => {
  expect(() => parse(line)).toThrow(expect.objectContaining({ name: 'UsageError' }));
  expect(() => parse(line)).toThrow(sentence);
});

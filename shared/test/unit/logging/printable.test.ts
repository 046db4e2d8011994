import fc from 'fast-check';
import { printable, printableLines } from '../../../src/logging/printable';

describe('printable', () => {
  it.each([
    ['ESC', 'a\u001b[2Jb', 'a\\u001b[2Jb'],
    ['a C1 control character', '\u009b31m', '\\u009b31m'],
    ['line breaks', 'a\r\nb\u2028c\u2029d\u0085e', 'a\\u000d\\u000ab\\u2028c\\u2029d\\u0085e'],
    ['a bidirectional override', 'a\u202eb\u2066c', 'a\\u202eb\\u2066c'],
    ['a lone surrogate', 'a\ud800b', 'a\\ud800b'],
    ['a format character outside the basic plane', '\u{e0041}', '\\udb40\\udc41'],
  ])('escapes %s', (_what, text, expected) => {
    expect(printable(text)).toBe(expected);
  });

  it('does not change letters, digits and symbols of any script', () => {
    const text = 'Привет, 世界! ½ € 🙂 "quoted" \\u0041';
    expect(printable(text)).toBe(text);
  });
});

describe('printableLines', () => {
  it('keeps line feeds and escapes all other unsafe characters', () => {
    expect(printableLines('a\n\u001bb\r\n')).toBe('a\n\\u001bb\\u000d\n');
  });

  it('does not change the value of a JSON document', () => {
    fc.assert(
      fc.property(fc.anything({ withUnicodeString: true } as object), (value) => {
        const json = JSON.stringify({ value }, null, 2);
        expect(JSON.parse(printableLines(json))).toEqual(JSON.parse(json));
      }),
    );
  });
});

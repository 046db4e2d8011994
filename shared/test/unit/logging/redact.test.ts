import fc from 'fast-check';
import { redactText } from '../../../src/logging/redact';

const textOf = (chars: string, limits: { minLength?: number } = {}) =>
  fc.string({ unit: fc.constantFrom(...chars), maxLength: 20, ...limits });

const url = fc.record({
  before: textOf('aZ9+.-_ /?@'),
  scheme: textOf('aZ9+.-', { minLength: 1 }),
  credentials: textOf('aZ9:@.-%'),
  host: textOf('aZ9.-:'),
  after: fc.constantFrom('', ' and more', '/path', '?query', '#fragment'),
});

describe('redactText', () => {
  it('masks only the credentials of a URL in any surrounding text', () => {
    fc.assert(
      fc.property(url, ({ before, scheme, credentials, host, after }) => {
        const text = `${before}${scheme}://${credentials}@${host}${after}`;
        expect(redactText(text)).toBe(`${before}${scheme}://[redacted]@${host}${after}`);
      }),
    );
  });

  it('masks all text between a :// and an @', () => {
    const text = fc.array(fc.constantFrom('://', ':', '/', '@', 'a', '1', '?', ' ', '[redacted]'));
    fc.assert(
      fc.property(text, (parts) => {
        const redacted = redactText(parts.join(''));
        expect(redacted.replaceAll('://[redacted]@', ' ')).not.toMatch(/:\/\/[^\s/?#]*@/);
      }),
    );
  });

  it('masks credentials after an invalid or very long scheme', () => {
    for (const scheme of ['', '1', '-', 'a'.repeat(20_000), `/${'a'.repeat(20_000)}/`]) {
      expect(redactText(`${scheme}://ann:hunter2@db`)).toBe(`${scheme}://[redacted]@db`);
    }
  });

  it('does not change a URL without credentials', () => {
    const text = `see https://shop.example/a@b?c=d@e and ${'a'.repeat(20_000)}://`;
    expect(redactText(text)).toBe(text);
  });
});

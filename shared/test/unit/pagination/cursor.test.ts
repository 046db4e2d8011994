import { decodeCursor, encodeCursor } from '@online-shop/shared/pagination/cursor';
import fc from 'fast-check';

describe('cursor', () => {
  it('contains its position', () => {
    fc.assert(
      fc.property(fc.string(), fc.string({ unit: 'grapheme' }), (list, position) => {
        const cursor = encodeCursor({ list, position });
        expect(decodeCursor({ list, cursor })).toBe(Buffer.from(position).toString());
        expect(encodeURIComponent(cursor)).toBe(cursor);
      }),
    );
  });

  it('is rejected by another list', () => {
    const cursor = encodeCursor({ list: 'orders/user/a', position: '1' });
    expect(decodeCursor({ list: 'orders/user/b', cursor })).toBeNull();
  });

  it.each(['', 'x', 'AAAAAAAAAAA', '!!!!', 'null'])('is rejected if invented: %p', (cursor) => {
    expect(decodeCursor({ list: 'orders/user/a', cursor })).toBeNull();
  });

  it('is rejected in any other encoding of the same bytes', () => {
    const cursor = encodeCursor({ list: 'l', position: 'ab' });
    for (const other of [`${cursor}=`, `${cursor} `, ` ${cursor}`]) {
      expect(decodeCursor({ list: 'l', cursor: other })).toBeNull();
    }
  });
});

/**
 * Keyset cursors: an opaque text that contains a position in one list. A digest of the list's name
 * and the position lets the server reject a cursor of another list, or an invented cursor. The
 * digest detects mistakes. It does not need to stop attackers, because a position reveals nothing
 * that the list itself does not show.
 */
import { createHash } from 'node:crypto';

const digestLength = 8;

export interface CursorFacts {
  /** The name of the list, including its owner: `orders/user/42`. */
  readonly list: string;
  readonly position: string;
}

export function encodeCursor({ list, position }: CursorFacts): string {
  const content = Buffer.from(position);
  return Buffer.concat([digestOf(list, content), content]).toString('base64url');
}

/** Returns the position in the cursor, or null if the cursor does not belong to this list. */
export function decodeCursor({ list, cursor }: { list: string; cursor: string }): string | null {
  const position = Buffer.from(cursor, 'base64url').subarray(digestLength).toString();
  return encodeCursor({ list, position }) === cursor ? position : null;
}

function digestOf(list: string, content: Buffer): Buffer {
  const digest = createHash('sha256').update(list).update('\0').update(content).digest();
  return digest.subarray(0, digestLength);
}

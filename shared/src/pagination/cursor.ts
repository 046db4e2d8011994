/**
 * Keyset cursors: a position in one list, opaque to the client. The list's name is sealed in with
 * a digest, so that a cursor from another list, or a made-up one, is told apart. It guards against
 * mistakes, not against attackers: a position gives away nothing that the list itself does not.
 */
import { createHash } from 'node:crypto';

const sealLength = 8;

export interface CursorFacts {
  /** Names the list, its owner included: `orders/user/42`. */
  readonly list: string;
  readonly position: string;
}

export function encodeCursor({ list, position }: CursorFacts): string {
  const content = Buffer.from(position);
  return Buffer.concat([sealOf(list, content), content]).toString('base64url');
}

/** The position, or null where this list did not make the cursor. */
export function decodeCursor({ list, cursor }: { list: string; cursor: string }): string | null {
  const position = Buffer.from(cursor, 'base64url').subarray(sealLength).toString();
  return encodeCursor({ list, position }) === cursor ? position : null;
}

function sealOf(list: string, content: Buffer): Buffer {
  const digest = createHash('sha256').update(list).update('\0').update(content).digest();
  return digest.subarray(0, sealLength);
}

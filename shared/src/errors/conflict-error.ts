/**
 * Another transaction got there first. This one must be rolled back; done again from its beginning
 * it will see what the other committed.
 */
export class ConflictError extends Error {
  override readonly name = 'ConflictError';
}

/** An error that the user can correct. The message is a sentence for the user. */
export class Problem extends Error {
  override readonly name = 'Problem';
}

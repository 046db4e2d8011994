/** Something that the person at the terminal can mend; the message is the sentence they read. */
export class Problem extends Error {
  override readonly name = 'Problem';
}

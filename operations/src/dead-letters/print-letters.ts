import { type DeadLetter, parseJson, readClaims } from './dead-letter';

const UNKNOWN = '-';
/** Characters in the table; `formatLetter` shortens nothing. */
const REMARK_LENGTH_MAX = 160;
const CELL_LENGTH_MAX = 64;

/** Three lines a letter: facts in columns, why, and where from. */
export function formatTable(letters: readonly DeadLetter[]): string {
  const rows = [HEADINGS, ...letters.map(columnsOf)];
  const widths = HEADINGS.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const lines = rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const indent = ' '.repeat((widths[0] ?? 0) + 2);
  return lines
    .flatMap((line, i) => [line, ...remarksOf(letters[i - 1]).map((each) => indent + each)])
    .join('\n');
}

const HEADINGS = ['ID', 'QUEUE', 'TYPE', 'ORDER', 'ATTEMPTS', 'LAST FAILED'];

function columnsOf(letter: DeadLetter): readonly string[] {
  const { type, orderId } = readClaims(letter);
  const { attempts, lastFailedAt } = letter.reason;
  return [letter.id, letter.queue, type, orderId, attempts, lastFailedAt].map((fact) =>
    shorten(printable(String(fact ?? UNKNOWN)), CELL_LENGTH_MAX),
  );
}

function remarksOf(letter: DeadLetter | undefined): readonly string[] {
  if (!letter) return [];
  const { correlationId, copies, reason } = letter;
  const { firstFailedAt } = reason;
  const from = `first failed ${firstFailedAt ?? UNKNOWN}, correlation ${correlationId ?? UNKNOWN}`;
  return [describeReason(letter), copies > 1 ? `${copies} copies, ${from}` : from].map((remark) =>
    shorten(printable(remark), REMARK_LENGTH_MAX),
  );
}

function describeReason({ reason: { errorCode, errorMessage } }: DeadLetter): string {
  // Some libraries tell their errors in paragraphs.
  const sentence = errorMessage.replace(/\s+/g, ' ').trim();
  return errorCode ? `${errorCode}: ${sentence}` : sentence;
}

function shorten(text: string, lengthMax: number): string {
  return text.length > lengthMax ? `${text.slice(0, lengthMax)}…` : text;
}

/** All there is of a letter. */
export function formatLetter(letter: DeadLetter): string {
  const { type, orderId } = readClaims(letter);
  const { reason } = letter;
  const facts = {
    id: letter.id,
    queue: letter.queue,
    type,
    order: orderId,
    reason: describeReason(letter),
    attempts: reason.attempts,
    'first failed': reason.firstFailedAt,
    'last failed': reason.lastFailedAt,
    'message id': letter.messageId,
    correlation: letter.correlationId,
    copies: letter.copies,
  };
  const lines = Object.entries(facts).map(
    ([name, fact]) => `${name.padEnd(12)}  ${printable(String(fact ?? UNKNOWN))}`,
  );
  const headers = Object.entries(letter.headers).map(
    ([name, value]) => `  ${printable(name)}: ${printable(JSON.stringify(value))}`,
  );
  return [
    ...lines,
    ...(headers.length > 0 ? ['headers', ...headers] : []),
    'body',
    ...formatBody(letter.body).split('\n').map(printable),
  ].join('\n');
}

/** Indented where that leaves all as it came: JSON that parsing would change is not touched. */
function formatBody(body: string): string {
  const value = parseJson(body);
  return JSON.stringify(value) === body ? JSON.stringify(value, null, 2) : body;
}

/** Control characters would let a letter write whatever it likes on the operator's terminal. */
export function printable(text: string): string {
  return text.replace(
    /\p{Cc}|\p{Cf}/gu,
    (char) => `\\u${char.codePointAt(0)?.toString(16).padStart(4, '0')}`,
  );
}

import type { RequestListener } from 'node:http';

/** Responds with the method, URL, header fields and body of the request. */
export const mirror: RequestListener = (req, res) => {
  const chunks: Buffer[] = [];
  req.on('data', (chunk: Buffer) => chunks.push(chunk));
  req.on('end', () => {
    const body = Buffer.concat(chunks).toString('latin1');
    res.setHeader('Content-Type', 'application/json; charset=utf-8');
    res.end(JSON.stringify({ method: req.method, url: req.url, fields: req.rawHeaders, body }));
  });
};

export interface Mirrored {
  readonly method: string;
  readonly url: string;
  readonly body: string;
  readonly fields: readonly string[];
}

/** Returns all values of each received header field, by name in lower case. */
export function fieldsOf({ fields }: Mirrored): Record<string, string[]> {
  const named: Record<string, string[]> = {};
  for (let i = 0; i < fields.length; i += 2) {
    const name = String(fields[i]).toLowerCase();
    named[name] = [...(named[name] ?? []), String(fields[i + 1])];
  }
  return named;
}

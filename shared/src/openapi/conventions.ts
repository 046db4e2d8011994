/** The rules for all operations, in CommonMark, for the description of an API. */
export const conventions = `
**Money** is an integer in minor units (kopecks, cents) with an ISO 4217 currency. **Times** are
RFC 3339 in UTC. The server assigns all **ids**. Objects have exactly the fields shown. Unknown body
fields, unknown query parameters, and \`null\` for an optional field are rejected.

**Errors** are \`application/problem+json\` (RFC 9457). An invalid request gets 400 with the invalid
fields in \`errors\`. An unknown path gets 404. A method that a path does not support gets 405 with
\`Allow\`. Every 503 has a \`Retry-After\`.

**Repeating a POST** is safe with an \`Idempotency-Key\`: the same body gets the first response again,
with \`Idempotency-Replayed: true\`. Another body gets 422. Only successful responses are stored.

Every response has an \`X-Correlation-Id\`. \`HEAD\` is supported for every \`GET\`. No operation requires
authentication.
`;

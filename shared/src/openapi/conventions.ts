/** What holds for every operation, for people to read (CommonMark). */
export const conventions = `
**Money** is an integer in minor units (kopecks, cents) with an ISO 4217 currency; **times** are
RFC 3339 in UTC; **ids** are made by the server. Objects have exactly the fields shown; a body with
others is refused, and so is \`null\` for an optional field.

**Errors** are \`application/problem+json\` (RFC 9457). A request that breaks a rule gets 400 with
every wrong field in \`errors\`; an address that does not exist gets 404, and a method that is not
possible 405 with \`Allow\`. Every 503 says in \`Retry-After\` when to come back.

**Repeating a POST** is safe under an \`Idempotency-Key\`: the same body gets the first answer
again, with \`Idempotency-Replayed: true\`; another body gets 422. Only successes are kept.

\`X-Correlation-Id\` is on every answer. \`HEAD\` works wherever \`GET\` does.
`;

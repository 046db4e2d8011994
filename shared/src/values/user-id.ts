/** The name of a user: 1–64 characters of `A–Z a–z 0–9 . _ : @ -`, at least one letter or digit. */
export function isUserId(value: unknown): value is string {
  return (
    typeof value === 'string' && /^[A-Za-z0-9._:@-]{1,64}$/.test(value) && /[A-Za-z0-9]/.test(value)
  );
}

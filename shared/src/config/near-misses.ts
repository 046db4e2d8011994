/** Shorter names are one edit away from too many others. */
const minNameLength = 6;

/**
 * Finds variables that are probably misspelt settings: one letter added, left out, replaced or
 * swapped, or another case. Each is a sentence for a person.
 */
export function findNearMisses(
  environment: Readonly<Record<string, string | undefined>>,
  settings: readonly string[],
): readonly string[] {
  const known = new Set(settings);
  return Object.keys(environment).flatMap((name) => {
    if (known.has(name) || name.length < minNameLength) return [];
    const meant = settings.find((setting) => isOneEditAway(name.toUpperCase(), setting));
    return meant ? [`${name} is not a setting: did you mean ${meant}?`] : [];
  });
}

function isOneEditAway(one: string, other: string): boolean {
  let start = 0;
  while (start < one.length && one[start] === other[start]) start += 1;
  let [oneEnd, otherEnd] = [one.length, other.length];
  while (oneEnd > start && otherEnd > start && one[oneEnd - 1] === other[otherEnd - 1]) {
    oneEnd -= 1;
    otherEnd -= 1;
  }
  const [left, right] = [one.slice(start, oneEnd), other.slice(start, otherEnd)];
  const isSwap = left.length === 2 && left === [...right].reverse().join('');
  return isSwap || (left.length <= 1 && right.length <= 1);
}

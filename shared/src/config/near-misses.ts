/** Shorter names are not checked: too many valid variables differ from them in one letter. */
const minNameLength = 6;

/**
 * Finds variables that are probably misspelt settings: one letter is added, missing or replaced,
 * two neighbouring letters are swapped, or the case differs. Returns one sentence per variable.
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

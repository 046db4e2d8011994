/** `*` matches any part of one name, `**` any number of folders, `{a,b}` one of several names. */
export function matches(path, ...globs) {
  return globs.some((glob) => toRegExp(glob).test(path));
}

function toRegExp(glob) {
  const pattern = glob
    .replaceAll(/[.+?^$()|[\]\\]/g, '\\$&')
    .replaceAll(/\*\*\/|\*\*|[*{},]/g, (token) => patternOf[token]);
  return new RegExp(`^${pattern}$`);
}

const patternOf = {
  '**/': '(?:.*/)?',
  '**': '.*',
  '*': '[^/]*',
  '{': '(?:',
  ',': '|',
  '}': ')',
};

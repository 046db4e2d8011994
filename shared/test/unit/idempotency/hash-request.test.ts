import { hashRequest } from '@online-shop/shared/idempotency/idempotency-key';

const hashOf = (json: string) => hashRequest(JSON.parse(json));

describe('hashRequest', () => {
  it.each([
    ['the order of members', '{"a":1,"b":{"c":2,"d":3}}', '{"b":{"d":3,"c":2},"a":1}'],
    ['spaces', '{"a":[1,2]}', ' { "a" : [ 1 , 2 ] } '],
    ['the notation of a number', '{"a":100}', '{"a":1e2}'],
    ['the escaping of a character', '{"a":"é"}', '{"a":"\\u00e9"}'],
  ])('is independent of %s', (_what, one, other) => {
    expect(hashOf(one)).toBe(hashOf(other));
  });

  it.each([
    ['the value of a member', '{"a":1}', '{"a":2}'],
    ['the type of a value', '{"a":1}', '{"a":"1"}'],
    ['the presence of a member', '{"a":1}', '{"a":1,"b":""}'],
    ['the order of a list', '{"a":[1,2]}', '{"a":[2,1]}'],
    ['the boundary between members', '{"a":"1,b:2"}', '{"a":"1","b":"2"}'],
  ])('depends on %s', (_what, one, other) => {
    expect(hashOf(one)).not.toBe(hashOf(other));
  });
});

import { hashRequest } from '@online-shop/shared/idempotency/idempotency-key';

const hashOf = (json: string) => hashRequest(JSON.parse(json));

describe('hashRequest', () => {
  it.each([
    ['the order of members', '{"a":1,"b":{"c":2,"d":3}}', '{"b":{"d":3,"c":2},"a":1}'],
    ['spaces', '{"a":[1,2]}', ' { "a" : [ 1 , 2 ] } '],
    ['how a number is written', '{"a":100}', '{"a":1e2}'],
    ['how a character is escaped', '{"a":"é"}', '{"a":"\\u00e9"}'],
  ])('does not see %s', (_what, one, other) => {
    expect(hashOf(one)).toBe(hashOf(other));
  });

  it.each([
    ['a value', '{"a":1}', '{"a":2}'],
    ['a type', '{"a":1}', '{"a":"1"}'],
    ['a member that is there', '{"a":1}', '{"a":1,"b":""}'],
    ['the order of a list', '{"a":[1,2]}', '{"a":[2,1]}'],
    ['where a member ends', '{"a":"1,b:2"}', '{"a":"1","b":"2"}'],
  ])('sees %s', (_what, one, other) => {
    expect(hashOf(one)).not.toBe(hashOf(other));
  });
});

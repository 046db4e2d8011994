import { findNearMisses } from '../../../src/config/near-misses';

const settings = ['PORT', 'GATEWAY_PORT', 'ORDER_DEADLINE_SECONDS'];

describe('findNearMisses', () => {
  it.each([
    ['GATEWY_PORT', 'GATEWAY_PORT'],
    ['GATEWAYY_PORT', 'GATEWAY_PORT'],
    ['GATEWAY_PART', 'GATEWAY_PORT'],
    ['GATEWAY_PROT', 'GATEWAY_PORT'],
    ['gateway_port', 'GATEWAY_PORT'],
    ['ORDERS_DEADLINE_SECONDS', 'ORDER_DEADLINE_SECONDS'],
    ['ORDER_DEADLINE_SECOND', 'ORDER_DEADLINE_SECONDS'],
  ])('reports %s as a misspelt %s', (name, meant) => {
    expect(findNearMisses({ [name]: '1' }, settings)).toEqual([
      `${name} is not a setting: did you mean ${meant}?`,
    ]);
  });

  it.each([
    'GATEWAY_PORT', // is a setting
    'PGPORT', // a setting of PostgreSQL
    'PORTS', // shorter than 6 characters
    'GATEWAY_HOST',
    'GATEWAY_PORT_80_TCP', // set by Kubernetes
    'PATH',
  ])('does not report %s', (name) => {
    expect(findNearMisses({ [name]: '1' }, settings)).toEqual([]);
  });
});

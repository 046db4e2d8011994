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
  ])('takes %s for a misspelt %s', (name, meant) => {
    expect(findNearMisses({ [name]: '1' }, settings)).toEqual([
      `${name} is not a setting: did you mean ${meant}?`,
    ]);
  });

  it.each([
    'GATEWAY_PORT', // is a setting
    'PGPORT', // PostgreSQL's own
    'PORTS', // too short to tell
    'GATEWAY_HOST',
    'GATEWAY_PORT_80_TCP', // Kubernetes
    'PATH',
  ])('leaves %s alone', (name) => {
    expect(findNearMisses({ [name]: '1' }, settings)).toEqual([]);
  });
});

import { wholeCpuOf } from '../../src/measure/measures';

describe('wholeCpuOf', () => {
  it('adds services, PostgreSQL and broker, and excludes the client', () => {
    const parts = { cpuServices: 1, cpuPostgres: 0.25, cpuBroker: 0.5, cpuClient: 8 };
    expect(wholeCpuOf(parts)).toBe(1.75);
  });

  it('adds the program and PostgreSQL for a reference program', () => {
    expect(wholeCpuOf({ cpuClient: 0.5, cpuPostgres: 1 })).toBe(1.5);
  });

  it('returns undefined if the services or PostgreSQL were not measured', () => {
    expect(wholeCpuOf({ cpuServices: 1 })).toBeUndefined();
    expect(wholeCpuOf({ cpuPostgres: 1 })).toBeUndefined();
  });
});

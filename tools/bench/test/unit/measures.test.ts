import { wholeCpuOf } from '../../src/measure/measures';

describe('the processor time of a whole order', () => {
  it('is that of the services and of what they stand on, not of the client', () => {
    const parts = { cpuServices: 1, cpuPostgres: 0.25, cpuBroker: 0.5, cpuClient: 8 };
    expect(wholeCpuOf(parts)).toBe(1.75);
  });

  it('is, of a limit, that of the program that takes the place of the shop', () => {
    expect(wholeCpuOf({ cpuClient: 0.5, cpuPostgres: 1 })).toBe(1.5);
  });

  it('is not known where a part of it was not measured', () => {
    expect(wholeCpuOf({ cpuServices: 1 })).toBeUndefined();
    expect(wholeCpuOf({ cpuPostgres: 1 })).toBeUndefined();
  });
});

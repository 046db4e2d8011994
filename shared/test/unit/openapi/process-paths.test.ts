import { operationsOf } from '../../../src/openapi/map-operations';
import { processPaths } from '../../../src/openapi/process-paths';
import { responseRef } from '../../../src/openapi/references';

describe('processPaths', () => {
  it('describes each readiness check', () => {
    const ready = JSON.stringify(processPaths(['database', 'bus'])['/health/ready']);
    expect(ready).toContain('"required":["database","bus"]');
    expect(ready).toContain('{"status":"down","checks":{"database":"down","bus":"down"}}');
  });

  it('adds the other responses to /openapi.json', () => {
    const others = { 503: responseRef('Unavailable') };
    const statuses = operationsOf(processPaths(['orders'], others)).map(({ responses }) => {
      return Object.keys(responses).join(' ');
    });
    expect(statuses).toEqual(['200 400', '200 400 503', '200 400 503']);
    expect(processPaths(['orders'], others)['/openapi.json']?.get?.responses).toMatchObject(others);
  });
});

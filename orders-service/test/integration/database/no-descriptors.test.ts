import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { useDatabase } from '../../support/database';

const database = useDatabase();
const loader = join(__dirname, '../../../../shared/test/integration/bus/support/typescript.cjs');
const script = join(__dirname, '../../support/exhausted-client.ts');

describe('a process that has no free file descriptor', () => {
  it('reports its database as unavailable and recovers when descriptors are free again', async () => {
    const node = `"${process.execPath}" --conditions=source --require "${loader}"`;
    const command = `ulimit -n 200; exec ${node} "${script}" "${database.url}"`;

    const { stdout } = await promisify(execFile)('sh', ['-c', command]);

    const works = ['no error', 'no error'];
    expect(JSON.parse(stdout)).toEqual({
      before: works,
      without: ['unavailable', 'unavailable'],
      after: works,
    });
  });
});

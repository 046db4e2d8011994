import { releaseTestServer } from './test-server';

/** Jest's global teardown: the counterpart of the global setup beside it. */
export default releaseTestServer;

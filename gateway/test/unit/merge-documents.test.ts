import { captureLog } from '../../../shared/test/support/log-capture';
import { mergeDocuments } from '../../src/docs/merge-documents';
import { createOpenApiSource } from '../../src/docs/openapi-source';

const info = { title: 't', version: '1' };
const openapi = '3.1.0';

describe('mergeDocuments', () => {
  it('takes what two documents describe alike once', () => {
    const one = { openapi, info, components: { schemas: { Problem: { type: 'object' } } } };
    const { document, conflicts } = mergeDocuments({ openapi, info }, [one, one]);
    expect(document.components).toEqual({ schemas: { Problem: { type: 'object' } } });
    expect(conflicts).toEqual([]);
  });

  it('names what two documents describe differently, and keeps the first', () => {
    const one = { openapi, info, components: { schemas: { Thing: { type: 'object' } } } };
    const two = { openapi, info, components: { schemas: { Thing: { type: 'string' } } } };
    const { document, conflicts } = mergeDocuments({ openapi, info }, [one, two]);
    expect(document.components).toEqual({ schemas: { Thing: { type: 'object' } } });
    expect(conflicts).toEqual(['Thing']);
  });
});

describe('createOpenApiSource', () => {
  it('rejects where there is nobody to ask', async () => {
    const read = createOpenApiSource({ upstreams: [], logger: captureLog().logger });
    await expect(read()).rejects.toThrow('no service can be asked');
  });
});

import { join } from 'node:path';
import { ConfigError } from '@online-shop/shared/config/parse-config';
import { services, variableOf } from '@online-shop/shared/services';
import { readConfig } from '../../src/config';

const root = join(__dirname, '../../../..');
const production = services.filter(({ isExample }) => !isExample);

describe('the configuration of npm start', () => {
  it('keeps its data in the root folder by default', () => {
    expect(readConfig({}).DATA_DIR).toBe(join(root, '.data'));
  });

  it('resolves a relative DATA_DIR from the root folder', () => {
    expect(readConfig({ DATA_DIR: 'data/second' }).DATA_DIR).toBe(join(root, 'data/second'));
  });

  it('takes an absolute DATA_DIR unchanged', () => {
    expect(readConfig({ DATA_DIR: '/var/lib/shop' }).DATA_DIR).toBe('/var/lib/shop');
  });

  it('starts the services of services.json on their ports, without examples', () => {
    expect(readConfig({}).services).toEqual(production);
  });

  it('starts the examples too if WITH_EXAMPLES is true', () => {
    expect(readConfig({ WITH_EXAMPLES: 'true' }).services).toEqual(services);
    expect(() => readConfig({ WITH_EXAMPLES: 'yes' })).toThrow(ConfigError);
  });

  it.each(production)('reads the port of $folder from its variable', (service) => {
    const config = readConfig({ [variableOf(service, 'PORT')]: '6001' });
    expect(config.services).toContainEqual({ ...service, port: 6001 });
  });
});

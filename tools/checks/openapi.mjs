/**
 * Checks that the OpenAPI documents pass Redocly's recommended rules and Spectral's `spectral:oas`,
 * including warnings. Needs a build and no network.
 */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import spectralCore from '@stoplight/spectral-core';
import { oas } from '@stoplight/spectral-rulesets';
import { report } from './report.mjs';
import { readServices } from './services-list.mjs';

const require = createRequire(import.meta.url);
const root = process.argv[2] ?? join(import.meta.dirname, '../..');

const services = readServices(root);
const own = services.map(({ folder }) => {
  const { openApiDocument } = require(join(root, folder, 'dist/http/openapi.js'));
  return [folder, openApiDocument];
});
const { mergeServiceDocs } = require(join(root, 'gateway/dist/docs/merge-service-docs.js'));
const whole = mergeServiceDocs(
  own.map(([, document]) => document),
  { upstreams: services.map(({ name }) => name) },
);
const documents = [...own, ['gateway', whole]];

const redocly = await createConfig({ extends: ['recommended'] });
const spectral = new spectralCore.Spectral();
spectral.setRuleset({ extends: [oas] });

report({
  subject: 'the OpenAPI documents pass Redocly and Spectral',
  problems: (await Promise.all(documents.map(([name, document]) => lint(name, document)))).flat(),
});

async function lint(name, document) {
  const source = JSON.stringify(document);
  const byRedocly = await lintFromString({ source, absoluteRef: `${name}.json`, config: redocly });
  const bySpectral = await spectral.run(source);
  return [
    ...byRedocly.map(({ ruleId, message, location: [{ pointer } = {}] }) => {
      return `${name} ${pointer} ${ruleId}: ${message}`;
    }),
    ...bySpectral.map(
      ({ code, message, path }) => `${name} #/${path.join('/')} ${code}: ${message}`,
    ),
  ];
}

import { dirname } from 'node:path';
import { methodNotAllowed } from '@online-shop/shared/http/method-not-allowed';
import { Router } from 'express';
import { initScript, page } from './docs-page';

/** The files of Swagger UI that the page needs, from npm: nothing is fetched from elsewhere. */
const assets = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];
const assetsFolder = dirname(require.resolve('swagger-ui-dist/package.json'));

/** `/openapi.json` describes the whole API; `/docs` lets people read it and try it out. */
export function createDocsRoutes(readDocument: () => Promise<string>): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const onlyGet = methodNotAllowed('GET', 'HEAD');

  router
    .route('/openapi.json')
    .get(async (_req, res) => {
      res.type('json').send(await readDocument());
    })
    .all(onlyGet);

  router
    .route(['/docs', '/docs/'])
    .get((_req, res) => {
      res.type('html').send(page);
    })
    .all(onlyGet);

  router
    .route('/docs/init.js')
    .get((_req, res) => {
      res.type('js').send(initScript);
    })
    .all(onlyGet);

  for (const asset of assets) {
    router
      .route(`/docs/${asset}`)
      .get((_req, res) => {
        res.sendFile(asset, { root: assetsFolder, maxAge: '1h' });
      })
      .all(onlyGet);
  }
  return router;
}

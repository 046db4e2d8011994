import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { methodNotAllowed } from '@online-shop/shared/http/method-not-allowed';
import { validate } from '@online-shop/shared/http/validation';
import { type Response, Router } from 'express';
import { initScript, page, pageStyle } from './docs-page';

/** The files of Swagger UI that the page needs. They are served from the npm package. */
const assets = ['swagger-ui.css', 'swagger-ui-bundle.js', 'favicon-32x32.png'];
const assetsFolder = dirname(require.resolve('swagger-ui-dist/package.json'));

/**
 * `/openapi.json` describes the whole API. `/docs` shows it and sends requests. `/` redirects to
 * `/docs`.
 */
export function createDocsRoutes(readDocument: () => Promise<string>): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const onlyGet = methodNotAllowed('GET', 'HEAD');

  router
    .route('/')
    .get((_req, res) => {
      res.redirect('/docs');
    })
    .all(onlyGet);

  router
    .route('/openapi.json')
    .get(validate(), async (_req, res) => {
      res.type('json').send(await readDocument());
    })
    .all(onlyGet);

  router
    .route(['/docs', '/docs/'])
    .get((_req, res) => {
      allowPlainHttp(res);
      res.type('html').send(page);
    })
    .all(onlyGet);

  router
    .route('/docs/init.js')
    .get((_req, res) => {
      res.type('js').send(initScript);
    })
    .all(onlyGet);

  router
    .route('/docs/page.css')
    .get((_req, res) => {
      res.type('css').send(pageStyle);
    })
    .all(onlyGet);

  for (const asset of assets) {
    const readAsset = createAssetReader(asset);
    router
      .route(`/docs/${asset}`)
      .get(async (_req, res) => {
        const content = await readAsset();
        res.type(asset).set('Cache-Control', 'public, max-age=3600').send(content);
      })
      .all(onlyGet);
  }
  return router;
}

/**
 * Reads a file at the first request and caches it. Every response is the whole file: Express's
 * `sendFile` fails on ranges and preconditions that do not match.
 */
function createAssetReader(asset: string): () => Promise<Buffer> {
  let content: Promise<Buffer> | undefined;
  return () => {
    content ??= readFile(join(assetsFolder, asset)).catch((error: unknown) => {
      content = undefined;
      throw error;
    });
    return content;
  };
}

/**
 * Helmet's policy makes browsers load the page's files over HTTPS even if the page was loaded over
 * plain HTTP, where these requests fail.
 */
function allowPlainHttp(res: Response): void {
  const policy = String(res.getHeader('Content-Security-Policy'));
  res.set('Content-Security-Policy', policy.replace(';upgrade-insecure-requests', ''));
}

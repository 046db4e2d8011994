import { Router } from 'express';
import { methodNotAllowed } from './method-not-allowed';
import { validate } from './validation';

/** Serves the OpenAPI document of the service at `/openapi.json`. Serialises it once. */
export function serveDocument(document: object): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const content = JSON.stringify(document);
  router
    .route('/openapi.json')
    .get(validate(), (_req, res) => {
      res.type('json').send(content);
    })
    .all(methodNotAllowed('GET', 'HEAD'));
  return router;
}

/** The page has no inline scripts or styles: helmet's content security policy forbids scripts. */
export const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>Online shop API</title>
    <link rel="stylesheet" href="/docs/swagger-ui.css">
    <link rel="stylesheet" href="/docs/page.css">
    <link rel="icon" href="/docs/favicon-32x32.png">
  </head>
  <body>
    <div id="swagger-ui"></div>
    <script src="/docs/swagger-ui-bundle.js"></script>
    <script src="/docs/init.js"></script>
  </body>
</html>
`;

/**
 * Creates Swagger UI. Swagger UI opens every link in a new tab. The click listener makes links to
 * an operation of this page open in the same tab.
 */
export const initScript = `const ui = SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  tryItOutEnabled: true,
  defaultModelsExpandDepth: 0,
  validatorUrl: null,
});

document.addEventListener('click', (event) => {
  const link = event.target.closest('.info a[href^="#/"]');
  if (!link) return;
  event.preventDefault();
  ui.layoutActions.parseDeepLinkHash(link.hash);
});
`;

/**
 * Makes an opened operation fit a screen: an error response is one line, examples are short, and on
 * a phone the columns of a table stand below each other, so that nothing scrolls sideways.
 */
export const pageStyle = `
.swagger-ui .info { margin: 20px 0; }
.swagger-ui .scheme-container { display: none; }
.swagger-ui textarea.body-param__text { min-height: 8rem; }
.swagger-ui .response[data-code] .microlight { max-height: 12rem; overflow: auto; }
.swagger-ui .live-responses-table pre:has(.headerline) { max-height: 8rem; overflow: auto; }
.swagger-ui .responses-wrapper .response-col_links { display: none; }
.swagger-ui .response-control-media-type { display: none; }
.swagger-ui .responses-wrapper .response td { padding-top: 6px; }
.swagger-ui .response[data-code]:not([data-code^='2'])
  .response-col_description > :not(.response-col_description__inner) { display: none; }
.swagger-ui .response-col_description__inner p { margin: 0; }

@media (max-width: 640px) {
  .swagger-ui .wrapper, .swagger-ui .opblock-tag { padding: 0 8px; }
  .swagger-ui .opblock-body table, .swagger-ui .opblock-body tbody,
  .swagger-ui .opblock-body tr, .swagger-ui .opblock-body td { display: block; }
  .swagger-ui .opblock-body thead { display: none; }
  .swagger-ui .opblock-body .response { display: flex; gap: 8px; }
  .swagger-ui .opblock-body .response-col_description { flex: 1; }
  .swagger-ui .opblock-body td { padding: 2px 0; min-width: 0; max-width: 100%; }
  .swagger-ui .opblock-body input, .swagger-ui .opblock-body select { max-width: 100%; }
  .swagger-ui .opblock-summary-path { max-width: 100%; overflow-wrap: anywhere; }
  .swagger-ui .info, .swagger-ui pre, .swagger-ui .headers { overflow-wrap: anywhere; }
  .swagger-ui .opblock-body .parameters-col_description { margin-bottom: 8px; }
}
`;

// The console during development: Vite serves its sources with hot reload, under the server's Content-Security-Policy. All other requests
// go to the server in CONSOLE_SERVER.
import react from '@vitejs/plugin-react';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const POLICY = fileURLToPath(new URL('../dist/console/content-security-policy.js', import.meta.url));
const SERVER = process.env.CONSOLE_SERVER ?? 'http://127.0.0.1:3000';
/** Paths that the server answers itself: everything but the web app. */
const SERVERS_OWN = ['^/(?!console/)', '^/console/(?:session|settings|oidc)(?:[/?]|$)'];

/** While the server restarts, the client has to repeat the request. */
function whileAway(proxy) {
  proxy.on('error', (_error, _request, response) => {
    if (!('writeHead' in response) || response.headersSent) return;
    response.writeHead(503, { 'Content-Type': 'application/json', 'Retry-After': '1' });
    response.end(JSON.stringify({ id: '', message: 'The server is restarting' }));
  });
}

async function policyOf(nonce) {
  if (!existsSync(POLICY)) throw new Error('The server is not built: `npm run dev` builds it, `node scripts/launch.mjs --build-only` too.');
  const { contentSecurityPolicy } = await import(POLICY);
  // The hot reload of components needs an inline script.
  return contentSecurityPolicy(nonce).replace("script-src 'self'", `script-src 'self' 'nonce-${nonce}'`);
}

export async function development() {
  const nonce = randomBytes(18).toString('base64');
  const policy = await policyOf(nonce);
  const guarded = {
    name: 'content-security-policy',
    configureServer({ middlewares }) {
      middlewares.use((_request, response, next) => {
        response.setHeader('Content-Security-Policy', policy);
        next();
      });
    },
    transformIndexHtml: (html) => html.replaceAll('__CSP_NONCE__', nonce),
  };
  return {
    plugins: [react(), guarded],
    html: { cspNonce: nonce },
    server: {
      host: '127.0.0.1',
      strictPort: true,
      proxy: Object.fromEntries(SERVERS_OWN.map((path) => [path, { target: SERVER, configure: whileAway }])),
    },
  };
}

import type { IncomingMessage, ServerResponse } from 'node:http';

type Waiting = { readonly sentence: string; readonly failed: boolean };

/**
 * What a browser is shown until the product, or its app, is ready. The page asks again by itself and keeps its address,
 * the part behind the # included, where the secret of a sign-in link stands.
 */
export function showWaiting(request: IncomingMessage, response: ServerResponse, waiting: Waiting): void {
  const isScript = request.url === '/waiting.js';
  response
    .writeHead(isScript ? 200 : 503, {
      'content-type': isScript ? 'text/javascript; charset=utf-8' : 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'self'; style-src 'self' 'unsafe-inline'",
      'retry-after': '1',
    })
    .end(isScript ? script : page(waiting));
}

/** Whether it is a person with a browser who waits, and not a program. */
export function isBrowser(request: IncomingMessage): boolean {
  return request.url === '/waiting.js' || (request.headers.accept ?? '').includes('text/html');
}

function page({ sentence, failed }: Waiting): string {
  const element = failed ? 'pre' : 'p';
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>AI Flows</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; display: grid; place-items: center; min-height: 100vh; background: Canvas; color: CanvasText; }
main { width: min(32rem, 100% - 2rem); }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .8rem; }
</style>
<script src="/waiting.js" defer></script>
</head>
<body>
<main>
<h1>AI Flows</h1>
<p>${failed ? 'The app could not be built.' : 'This page goes on by itself in a moment.'}</p>
<${element} role="status">${escape(sentence)}</${element}>
</main>
</body>
</html>
`;
}

const script = `setInterval(async () => {
  const answer = await fetch(location.pathname, { headers: { accept: 'text/html' }, cache: 'no-store' }).catch(() => null);
  if (answer === null) return;
  if (answer.ok) return location.reload();
  const now = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('[role=status]');
  if (now) document.querySelector('[role=status]').textContent = now.textContent;
}, 1000);
`;

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

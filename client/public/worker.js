// The app's worker is Angular's. It claims every page when it becomes active, and misses one that is being loaded just then;
// such a page asks for it (data/claimed-page.ts).
importScripts('./ngsw-worker.js');
addEventListener('message', (event) => {
  if (event.data === 'claim') event.waitUntil(clients.claim());
});

// The app's worker is Angular's, and two things it leaves open.
//
// It claims every page when it becomes active, and misses one that is being loaded just then; such a page asks for it
// (data/claimed-page.ts).
//
// After an update that was broken off, or an answer in the place of the list of versions that is none (as a proxy gives
// while the server is away), it has every page that is opened from then on come from the network, for as long as it runs.
// A device in the field would not open the app just where the network is bad. So what it would fetch for a page is first
// looked for in the version that it keeps.
const fromNetwork = self.fetch;
self.fetch = async (request, init) => (await keptFor(request)) ?? fromNetwork.call(self, request, init);

importScripts('./ngsw-worker.js');

addEventListener('message', (event) => {
  if (event.data === 'claim') event.waitUntil(clients.claim());
});

/** What the newest version that is whole has for a page; nothing for what the worker asks by itself, which has no destination. */
async function keptFor(request) {
  if (!(request instanceof Request) || request.method !== 'GET' || request.destination === '') return undefined;
  // A part carries the hash of its content in its name: it is the same in every version that has it.
  if (request.mode !== 'navigate') return caches.match(request);
  const control = await caches.open('ngsw:/:db:control');
  const [latest, manifests] = await Promise.all(['/latest', '/manifests'].map((key) => control.match(key)));
  if (!latest || !manifests) return undefined;
  const { latest: hash } = await latest.json();
  const list = (await manifests.json())[hash];
  if (!list || !isPage(list, new URL(request.url).pathname)) return undefined;
  const kept = await caches.open(`ngsw:/:${hash}:assets:app:cache`);
  const isWhole = (await kept.keys()).length >= Object.keys(list.hashTable).length;
  return isWhole ? kept.match(list.index) : undefined;
}

/** As Angular's worker tells it: some address of the app, and not one that is the server's. */
function isPage({ navigationUrls }, path) {
  const fits = (wanted) =>
    navigationUrls.some(({ positive, regex }) => positive === wanted && new RegExp(regex).test(path));
  return fits(true) && !fits(false);
}

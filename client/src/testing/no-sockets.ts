import type { Provider } from '@angular/core';
import { liveSocket } from '#client/data/live-facts';

/** For tests of pages that watch something live: nothing is told, as where the connection cannot be made. */
export const noSockets: Provider = { provide: liveSocket, useValue: () => new Promise(() => undefined) };

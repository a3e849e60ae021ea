import { randomUUID } from 'node:crypto';
import type { Carrier, Ingest } from '#contracts/carrier';
import { createDelivery } from '#server/carriers/sandbox/delivery';
import { messageScript } from '#server/carriers/sandbox/message-script';
import { machineClock } from '#server/carriers/sandbox/sandbox-clock';
import { sidOf, undisturbed, type Mood } from '#server/carriers/sandbox/script';
import type { OpenedCarrier } from '#server/open-sandbox';

const mood: Mood = { timing: 'instant', disturbances: undisturbed };

/**
 * Takes every message at once, and has people read and answer it as the sandbox would; it keeps no book, so that what is
 * measured beside it is the product's own. It places no calls.
 */
export function openInstantCarrier(deliver: Ingest): OpenedCarrier {
  const nothing = (): Promise<void> => Promise.resolve();
  const delivery = createDelivery({ clock: machineClock, tell: deliver, write: nothing, ring: nothing });
  const noCalls = (): Promise<never> => Promise.reject(new Error('This carrier is for messages only.'));
  const carrier: Carrier = {
    ...{ provider: 'sandbox', provesAbsence: false },
    send: (message) => {
      const at = Date.now();
      const providerId = sidOf('SM', randomUUID());
      const taken = { providerId, at: new Date(at).toISOString(), message };
      for (const cue of messageScript('bench', taken, mood)) delivery.plan(at + cue.afterMs, cue);
      delivery.pump();
      return Promise.resolve({ answer: 'accepted', providerId, status: 'queued' });
    },
    list: () => Promise.resolve([]),
    history: async function* () {
      yield await Promise.resolve([]);
    },
    listCalls: () => Promise.resolve([]),
    keptCall: () => Promise.resolve(null),
    ...{ call: noCalls, answer: noCalls, transfer: noCalls, hangUp: nothing },
  };
  return {
    carrier,
    close: () => {
      delivery.close();
      return Promise.resolve();
    },
  };
}

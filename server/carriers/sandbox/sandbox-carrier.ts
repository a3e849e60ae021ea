import type { MessageCarrier } from '#contracts/carrier';
import type { SandboxWorld } from './sandbox-world.ts';

/** The sandbox as a carrier in the same process. */
export function createSandboxCarrier(world: SandboxWorld): MessageCarrier {
  return {
    provider: 'sandbox',
    provesAbsence: true,
    send: world.send,
    list: (query) => Promise.resolve(world.list(query)),
  };
}

import type { Carrier } from '#contracts/carrier';
import type { SandboxWorld } from './sandbox-world.ts';

/** The sandbox as a carrier in the same process. */
export function createSandboxCarrier({ idle: _idle, close: _close, ...world }: SandboxWorld): Carrier {
  return { provider: 'sandbox', provesAbsence: true, ...world };
}

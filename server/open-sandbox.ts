import { join } from 'node:path';
import type { Carrier, Ingest } from '#contracts/carrier';
import { fileLedger } from '#server/carriers/sandbox/ledger';
import { createRemoteSandbox } from '#server/carriers/sandbox/remote-sandbox';
import { createSandboxCarrier } from '#server/carriers/sandbox/sandbox-carrier';
import { openSandboxWorld } from '#server/carriers/sandbox/sandbox-world';
import { undisturbed } from '#server/carriers/sandbox/script';
import type { Config } from '#server/config';

export type OpenedCarrier = { readonly carrier: Carrier; close(): Promise<void> };

/** The sandbox in this process with its ledger in the data folder, or the one at SANDBOX_URL. */
export function openSandbox(
  config: Pick<Config, 'DATA_DIR' | 'SANDBOX_URL' | 'SANDBOX_SECRET' | 'SANDBOX_SEED' | 'SANDBOX_TIMING'>,
  deliver: Ingest,
): OpenedCarrier {
  const { DATA_DIR, SANDBOX_URL, SANDBOX_SECRET, SANDBOX_SEED, SANDBOX_TIMING } = config;
  if (SANDBOX_URL !== undefined) {
    if (SANDBOX_SECRET === undefined)
      throw new Error(
        'SANDBOX_URL is set but SANDBOX_SECRET is not; both sides of the sandbox need the same secret of at least 16 characters.',
      );
    return {
      carrier: createRemoteSandbox({ url: SANDBOX_URL, secret: SANDBOX_SECRET }),
      close: () => Promise.resolve(),
    };
  }
  const ledger = fileLedger(join(DATA_DIR, 'sandbox', 'ledger.jsonl'));
  const world = openSandboxWorld({
    seed: SANDBOX_SEED,
    timing: SANDBOX_TIMING,
    disturbances: undisturbed,
    ledger,
    deliver,
  });
  return { carrier: createSandboxCarrier(world), close: () => world.close() };
}

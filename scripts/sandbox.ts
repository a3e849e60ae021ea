import { join } from 'node:path';
import { fileLedger } from '#server/carriers/sandbox/ledger';
import { serveSandbox } from '#server/carriers/sandbox/sandbox-server';
import { undisturbed } from '#server/carriers/sandbox/script';
import { readCommandLine } from '#server/command-line';
import { readConfig } from '#server/config';
import { readyDataFolder } from '#server/data-folder';

/**
 * `npm run sandbox`: the sandbox as a process of its own, on PORT, for a product that runs in several processes (their
 * SANDBOX_URL). It tells what happens at SANDBOX_CALLBACK_URL, and keeps its book in DATA_DIR.
 */
async function main(): Promise<void> {
  readCommandLine(
    'Usage: npm run sandbox\n  with SANDBOX_SECRET, SANDBOX_CALLBACK_URL, PORT and DATA_DIR in the environment',
    {},
  );
  const { SANDBOX_SECRET, SANDBOX_CALLBACK_URL, SANDBOX_SEED, SANDBOX_TIMING, DATA_DIR, PORT, HOST } = readConfig(
    process.env,
  );
  if (SANDBOX_SECRET === undefined || SANDBOX_CALLBACK_URL === undefined)
    throw new Error(
      'The sandbox needs SANDBOX_SECRET, the same as the product has, and SANDBOX_CALLBACK_URL, like http://localhost:3000/hooks/sandbox.',
    );
  readyDataFolder(DATA_DIR);
  const sandbox = await serveSandbox({
    ...{ secret: SANDBOX_SECRET, callbackUrl: SANDBOX_CALLBACK_URL, port: PORT, host: HOST },
    ...{ seed: SANDBOX_SEED, timing: SANDBOX_TIMING, disturbances: undisturbed },
    ledger: fileLedger(join(DATA_DIR, 'sandbox', 'ledger.jsonl')),
  });
  process.stdout.write(`The sandbox is ready at ${sandbox.url}. Nobody is reached.\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close());
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
});

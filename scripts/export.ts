import { createWriteStream, rmSync, writeFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readCommandLine } from '#server/command-line';
import { ledgerPublicKey, signHead } from '#server/engine/ledger/sign-heads';
import { newFile } from './new-file.ts';
import { withInstallation, type Installation } from './with-installation.ts';

/**
 * `npm run export -- --to FILE.ndjson [--public-key FILE.pem]`: the history as it is stored, personal data sealed, up to
 * the ledger's newest head, which is signed. `node scripts/verify-export.mjs FILE.ndjson --key FILE.pem` checks it
 * anywhere, with nothing but Node.
 */
const { values } = readCommandLine('Usage: npm run export -- --to FILE.ndjson [--public-key FILE.pem]', {
  ...{ to: { type: 'string' }, 'public-key': { type: 'string' } },
});
withInstallation(async (installation) => {
  if (values.to === undefined)
    throw new Error('Exporting: no file was named; write it like npm run export -- --to history.ndjson.');
  const to = newFile('Exporting', values.to);
  const keyFile = values['public-key'] === undefined ? null : newFile('Exporting', values['public-key']);
  const publicKey = await ledgerPublicKey(installation.db);
  if (keyFile !== null) writeFileSync(keyFile, publicKey);
  const signed = await signHead(installation.db, () => new Date().toISOString());
  if (!signed) throw new Error('Exporting: the ledger is empty; start the product once, so that it follows the log.');
  const lines = async function* (): AsyncGenerator<string> {
    yield `${JSON.stringify({ format: 'ai-flows export', version: 1, publicKey })}\n`;
    yield* eventLines(installation, signed.number);
    yield `${JSON.stringify({ signed })}\n`;
  };
  try {
    await pipeline(Readable.from(lines()), createWriteStream(to, { mode: 0o600, flags: 'wx' }));
  } catch (error) {
    rmSync(to, { force: true });
    throw error;
  }
  process.stdout.write(`${to}: ${signed.number} events, head ${signed.head}, signed with key ${signed.keyId}\n`);
});

async function* eventLines({ store }: Installation, end: number): AsyncGenerator<string> {
  const stop = new AbortController();
  let number = 0;
  for await (const events of store.subscribe({ after: null, batch: 5_000, signal: stop.signal })) {
    const wanted = events.slice(0, end - number);
    yield wanted
      .map(({ stream, revision, id, type, data, meta }, i) => {
        const { commandId, correlationId, causationId, by, at } = meta;
        const event = { number: number + 1 + i, stream, revision, id, type, data, commandId, correlationId };
        return `${JSON.stringify({ ...event, causationId: causationId ?? null, by, at })}\n`;
      })
      .join('');
    number += wanted.length;
    if (number >= end) return;
  }
}

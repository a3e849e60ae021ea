/**
 * `node scripts/verify-export.mjs FILE.ndjson [--key FILE.pem]`: checks an export of the history without any part of the
 * product. Every event is chained anew (SHA-256 over the link before it and the event, from 32 zero bytes on), and the
 * last link must be the head that was signed with Ed25519. Without --key the key in the file is used, which only shows
 * that the file fits itself. Exit code 0: it holds; 1: it does not.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { createReadStream, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const usage = 'Usage: node scripts/verify-export.mjs FILE.ndjson [--key FILE.pem]';
const { values, file } = asked();

function asked() {
  try {
    const options = { key: { type: 'string' }, help: { type: 'boolean' } };
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    const [file, surplus] = positionals;
    if (values.help) {
      process.stdout.write(`${usage}\n`);
      process.exit(0);
    }
    if (file === undefined) throw new Error('No file was named');
    if (surplus !== undefined) throw new Error(`“${surplus}” is a word too many`);
    return { values, file };
  } catch (error) {
    process.stderr.write(`${error.message.split('. ')[0]}.\n${usage}\n`);
    return process.exit(1);
  }
}

/** Lines end at \n and nowhere else; other ends of lines may stand in the text of an event. */
async function* lines(path) {
  let rest = '';
  for await (const piece of createReadStream(path, 'utf8')) {
    const found = (rest + piece).split('\n');
    rest = found.pop();
    yield* found;
  }
  if (rest !== '') throw new Error('the file ends in the middle of a line');
}

function link(before, { number, stream, revision, id, type, data, commandId, correlationId, causationId, by, at }) {
  const text = JSON.stringify([
    number,
    stream,
    revision,
    id,
    type,
    data,
    commandId,
    correlationId,
    causationId,
    by,
    at,
  ]);
  return createHash('sha256').update(before).update(text).digest();
}

async function check() {
  let [head, number, given, signed] = [Buffer.alloc(32), 0, null, null];
  const revisions = new Map();
  for await (const line of lines(file)) {
    const row = JSON.parse(line);
    if (row.format !== undefined) {
      if (row.format !== 'ai-flows export' || row.version !== 1)
        throw new Error(
          `it says it is “${row.format}”, version ${row.version}; “ai-flows export”, version 1, is wanted`,
        );
      given = row.publicKey;
    } else if (row.signed !== undefined) ({ signed } = row);
    else {
      number += 1;
      if (row.number !== number) throw new Error(`event ${row.number} was found where event ${number} is wanted`);
      const revision = (revisions.get(row.stream) ?? -1) + 1;
      if (row.revision !== revision)
        throw new Error(`event ${number} is revision ${row.revision} of its stream, ${revision} is wanted`);
      revisions.set(row.stream, revision);
      head = link(head, row);
    }
  }
  if (!signed) throw new Error('its end is missing: no signed head was found');
  if (signed.number !== number || signed.head !== head.toString('hex'))
    throw new Error(
      `${number} events with head ${head.toString('hex')} were found; ${signed.number} with ${signed.head} were signed`,
    );
  const key = createPublicKey(values.key === undefined ? given : readFileSync(values.key));
  const text = `ai-flows ledger ${signed.number} ${signed.head} ${signed.at}`;
  if (!verify(null, Buffer.from(text), key, Buffer.from(signed.signature, 'base64')))
    throw new Error('the signature is not that of this key');
  return { number, head: head.toString('hex'), at: signed.at };
}

try {
  const { number, head, at } = await check();
  process.stdout.write(`${file} holds: ${number} events, head ${head}, signed ${at}.\n`);
  if (values.key === undefined)
    process.stdout.write(
      'The key came with the file; with --key and a key you have from elsewhere, it is proven whose it is.\n',
    );
} catch (error) {
  process.stderr.write(`${file} does not hold: ${error.message}.\n`);
  process.exit(1);
}

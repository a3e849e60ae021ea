import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { isAborted } from '#server/engine/eventstore/wake-signal';
import type { Database } from '#server/engine/postgres/database';
import type { Migration } from '#server/engine/postgres/migrate';

export const signedHeadMigrations: readonly Migration[] = [
  {
    name: 'ledger-0002-signed-heads',
    sql: `
create table private.ledger_key(id int primary key check (id = 1), key bytea not null);
comment on table private.ledger_key is 'The Ed25519 key that signs the ledger (PKCS #8); whoever has its public half can check an export.';
create table ledger.signed_head(
  number bigint primary key,
  head bytea not null,
  at timestamptz not null,
  key_id text not null,
  signature bytea not null);
comment on table ledger.signed_head is 'The ledger''s head as it was signed at times: the history up to event number cannot be written anew without it being noticed.';`,
  },
];

/** A promise about the history: its first `number` events have this head. */
export type SignedHead = {
  readonly number: number;
  /** Hexadecimal. */
  readonly head: string;
  readonly at: string;
  /** The first 16 hexadecimal digits of the SHA-256 of the public key. */
  readonly keyId: string;
  /** Ed25519 over `headText`, base64. */
  readonly signature: string;
};

/** What is signed. */
export function headText({ number, head, at }: Pick<SignedHead, 'number' | 'head' | 'at'>): string {
  return `ai-flows ledger ${number} ${head} ${at}`;
}

/** The public half of the installation's key as PEM, for whoever wants to check what was signed. */
export async function ledgerPublicKey(db: Database): Promise<string> {
  return createPublicKey(await signingKey(db))
    .export({ type: 'spki', format: 'pem' })
    .toString();
}

/** Signs the ledger's newest head, unless it is signed already. Null: there is nothing to sign. */
export async function signHead(db: Database, now: () => string): Promise<SignedHead | null> {
  const { rows: pages } = await db.pool.query<{ last: number; head: string }>(
    `select last, encode(head, 'hex') as head from ledger.page order by last desc limit 1`,
  );
  const [newest] = pages;
  if (!newest) return null;
  const known = await signedAt(db, newest.last);
  if (known) return known;
  const key = await signingKey(db);
  const signed = { number: newest.last, head: newest.head, at: now() };
  await db.pool.query(
    `insert into ledger.signed_head(number, head, at, key_id, signature)
     values ($1, decode($2, 'hex'), $3, $4, $5) on conflict do nothing`,
    [signed.number, signed.head, signed.at, keyIdOf(key), sign(null, Buffer.from(headText(signed)), key)],
  );
  return signedAt(db, newest.last);
}

async function signedAt(db: Database, number: number): Promise<SignedHead | null> {
  const { rows } = await db.pool.query<SignedHead>(
    `select number, encode(head, 'hex') as head, at, key_id as "keyId", encode(signature, 'base64') as signature
     from ledger.signed_head where number = $1`,
    [number],
  );
  return rows[0] ?? null;
}

/** Signs the head again and again, until the signal. */
export async function keepSigning(
  { db, now, everyMs, report }: { db: Database; now: () => string; everyMs: number; report: (fault: Error) => void },
  signal: AbortSignal,
): Promise<void> {
  while (!isAborted(signal)) {
    await wait(everyMs, undefined, { signal }).catch(() => undefined);
    await signHead(db, now).catch((error: unknown) => {
      if (!isAborted(signal)) report(error as Error);
    });
  }
}

/** Made at first use, and kept beside the other keys. */
async function signingKey(db: Database): Promise<KeyObject> {
  const select = async () =>
    (await db.pool.query<{ key: Buffer }>('select key from private.ledger_key')).rows[0]?.key ?? null;
  let found = await select();
  if (!found) {
    const made = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'der' });
    await db.pool.query('insert into private.ledger_key(id, key) values (1, $1) on conflict do nothing', [made]);
    found = await select();
  }
  if (!found) throw new Error('Signing the ledger: private.ledger_key is empty; restore it from a backup.');
  return createPrivateKey({ key: found, type: 'pkcs8', format: 'der' });
}

function keyIdOf(key: KeyObject): string {
  const der = createPublicKey(key).export({ type: 'spki', format: 'der' });
  return createHash('sha256').update(der).digest('hex').slice(0, 16);
}

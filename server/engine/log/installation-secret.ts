import { createHmac, createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import type { Database } from '#server/engine/postgres/database';

/** The secret of this installation, made at first use and kept in the database beside the keys. */
export async function installationSecret(db: Database): Promise<KeyObject> {
  await db.pool.query('insert into private.installation(id, secret) values (1, $1) on conflict do nothing', [
    randomBytes(32),
  ]);
  const { rows } = await db.pool.query<{ secret: Buffer }>('select secret from private.installation');
  if (!rows[0])
    throw new Error('Reading the installation secret: private.installation is empty; restore it from a backup.');
  return createSecretKey(rows[0].secret);
}

/**
 * A pseudonym for a phone number or e-mail address: HMAC-SHA-256 under the installation's secret, 128 bits as 32 hex
 * digits. Equal values have equal pseudonyms; without the secret nobody can try all numbers against them.
 */
export function subjectIdOf(secret: KeyObject, value: string): string {
  return createHmac('sha256', secret).update(value).digest('hex').slice(0, 32);
}

import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
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

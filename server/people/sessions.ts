import { createHash, randomBytes } from 'node:crypto';
import type { Database } from '#server/engine/postgres/database';

/** A sign-in lasts this long. */
const lastsMs = 30 * 86_400_000;

export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Sign-ins: a random 256-bit token in the person's cookie, its hash in the database. Whose sign-in ended is told to `ended`. */
export function createSessions(db: Database, ended: (personId: string) => void = () => undefined) {
  return {
    async begin(personId: string): Promise<{ token: string; maxAge: number }> {
      const token = randomBytes(32).toString('base64url');
      await db.pool.query('insert into auth.session(token_hash, person_id, expires_at) values ($1, $2, $3)', [
        hashOf(token),
        personId,
        new Date(Date.now() + lastsMs),
      ]);
      return { token, maxAge: lastsMs };
    },
    async personOf(token: string): Promise<string | null> {
      const { rows } = await db.pool.query<{ person_id: string }>(
        'select person_id from auth.session where token_hash = $1 and expires_at > now()',
        [hashOf(token)],
      );
      return rows[0]?.person_id ?? null;
    },
    async end(token: string): Promise<void> {
      const { rows } = await db.pool.query<{ person_id: string }>(
        'delete from auth.session where token_hash = $1 returning person_id',
        [hashOf(token)],
      );
      for (const { person_id } of rows) ended(person_id);
    },
    async endAll(personId: string): Promise<void> {
      await db.pool.query('delete from auth.session where person_id = $1', [personId]);
      ended(personId);
    },
  };
}

export type Sessions = ReturnType<typeof createSessions>;

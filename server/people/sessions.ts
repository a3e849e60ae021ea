import { createHash, randomBytes } from 'node:crypto';
import type { Database } from '#server/engine/postgres/database';

type How = 'link' | 'code' | 'password';
type KeptToken = { readonly tokenId: string; readonly personId: string; readonly expiresAt: string };

/** A sign-in lasts this long. */
const lastsMs = 30 * 86_400_000;

export function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Sign-ins: a random 256-bit token in the person's cookie, its hash in the database. Whose sign-in ended is told to `ended`. */
export function createSessions(db: Database, ended: (personId: string) => void = () => undefined) {
  return {
    async begin(personId: string, how: How = 'password'): Promise<{ token: string; maxAge: number }> {
      const token = randomBytes(32).toString('base64url');
      await db.pool.query('insert into auth.session(token_hash, person_id, expires_at, how) values ($1, $2, $3, $4)', [
        hashOf(token),
        personId,
        new Date(Date.now() + lastsMs),
        how,
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
    /** How that sign-in was proved. */
    async howOf(token: string): Promise<How | null> {
      const { rows } = await db.pool.query<{ how: How }>('select how from auth.session where token_hash = $1', [
        hashOf(token),
      ]);
      return rows[0]?.how ?? null;
    },
    /** Ends the other sign-ins of whoever chose a new password. */
    async endOthers(personId: string, token: string): Promise<void> {
      await db.pool.query('delete from auth.session where person_id = $1 and token_hash <> $2', [
        personId,
        hashOf(token),
      ]);
      ended(personId);
    },
    async keepToken(secret: string, { tokenId, personId, expiresAt }: KeptToken): Promise<void> {
      await db.pool.query(
        'insert into auth.token(token_hash, token_id, person_id, expires_at) values ($1, $2, $3, $4)',
        [hashOf(secret), tokenId, personId, expiresAt],
      );
    },
    async tokenOf(secret: string): Promise<{ readonly personId: string; readonly tokenId: string } | null> {
      const { rows } = await db.pool.query<{ person_id: string; token_id: string }>(
        'select person_id, token_id from auth.token where token_hash = $1 and expires_at > now()',
        [hashOf(secret)],
      );
      return rows[0] ? { personId: rows[0].person_id, tokenId: rows[0].token_id } : null;
    },
    async dropToken(personId: string, tokenId: string): Promise<void> {
      await db.pool.query('delete from auth.token where person_id = $1 and token_id = $2', [personId, tokenId]);
      ended(personId);
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

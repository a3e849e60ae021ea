import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { signIn, type Session } from '#scripts/demo/session';

/** A command that the product said it had accepted. */
export type Acknowledged = { readonly commandId: string; readonly type: string };

const retryMs = 50;

/**
 * A caller that outlives its server: a request without an answer is asked again, with the same command id, until there is
 * one. What was acknowledged is remembered, to be looked for afterwards. `ended` stops the asking.
 */
export function patient(session: () => Session, acknowledged: Acknowledged[]): Session {
  const insist = async <T>(ask: () => Promise<T>): Promise<T> => {
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (!isLost(error as Error)) throw error;
        await wait(retryMs);
      }
    }
  };
  return {
    get: (path) => insist(() => session().get(path)),
    post: (path, body) => insist(() => session().post(path, body)),
    command: async (path, type, data) => {
      const commandId = randomUUID();
      await insist(() => session().post(path, { commandId, type, data }));
      acknowledged.push({ commandId, type });
    },
    upload: (path, query, body) => session().upload(path, query, body),
  };
}

/** The connection broke, or the database was not there at that moment. */
function isLost(error: Error): boolean {
  return (
    error instanceof TypeError ||
    /fetch failed|terminated|cannot be reached|is starting|ECONN|aborted|socket/i.test(error.message)
  );
}

export async function signedInAt(url: string, token: string): Promise<Session> {
  return signIn(url, token);
}

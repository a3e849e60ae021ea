import pg from 'pg';

/**
 * Listens on a NOTIFY channel and calls back at every notice, and once after every reconnection, since notices sent
 * while it was away are lost. It only wakes; the truth is read
 * from the tables. `text` is the notice's own, null after a reconnection.
 */
export function listen(url: string, channel: string, wake: (text: string | null) => void): { close(): Promise<void> } {
  let client: pg.Client | null = null;
  let closed = false;
  let retry: NodeJS.Timeout | undefined;

  const connect = async (): Promise<void> => {
    const fresh = new pg.Client({ connectionString: url, application_name: `ai-flows listen ${channel}` });
    client = fresh;
    fresh.on('notification', ({ payload }) => wake(payload ?? null));
    fresh.on('error', () => undefined);
    fresh.on('end', again);
    await fresh.connect();
    await fresh.query(`listen ${pg.escapeIdentifier(channel)}`);
    wake(null);
  };
  const again = (): void => {
    if (closed || retry) return;
    retry = setTimeout(() => {
      retry = undefined;
      connect().catch(again);
    }, 250);
    retry.unref();
  };
  connect().catch(again);
  return {
    close: async () => {
      closed = true;
      clearTimeout(retry);
      await client?.end().catch(() => undefined);
    },
  };
}

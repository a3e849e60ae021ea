import { afterAll, describe, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { upcasters } from '#contracts/upcasters';
import { openEsdbEventStore } from '#server/engine/eventstore/esdb-event-store';
import { backUp } from '#server/keeping/back-up';
import { restore } from '#server/keeping/restore';
import { accepted } from '#testing/campaign';
import { startDouble } from '#testing/esdb-double/start-double';
import { startTestProduct } from '#testing/product';

const folder = mkdtempSync(join(tmpdir(), 'ai-flows-restore-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** `npm run restore` with these settings; what it said and how it ended. */
const asked = (args: readonly string[], env: Record<string, string>) =>
  new Promise<{ readonly code: number; readonly said: string }>((resolve) => {
    const settings = { ...process.env, NODE_OPTIONS: '', ...env };
    const child = execFile(
      process.execPath,
      ['scripts/restore.ts', ...args],
      { env: settings },
      (_error, out, said) => {
        resolve({ code: child.exitCode ?? -1, said: `${out}${said}` });
      },
    );
  });

describe('a backup is not put into EventStoreDB', () => {
  test('the command says so at once, with the ways out, and touches nothing', async () => {
    const [data, file] = [join(folder, 'data'), join(folder, 'backup.aif')];
    writeFileSync(file, 'not looked at');
    // Nothing answers there: it is not even asked.
    const env = { EVENTSTORE_URL: 'esdb://127.0.0.1:9?tls=false', DATA_DIR: data };
    const { code, said } = await asked(['--from', file], env);
    expect(code).toBe(1);
    expect(said).toMatch(/EVENTSTORE_URL is set.*Nothing was changed.*own backups; or leave EVENTSTORE_URL out/);
    expect(existsSync(data)).toBe(false);
  });

  test('nor into the database of such an installation, whose keys would be lost, whatever is said to be replaced', async () => {
    const double = await startDouble();
    const product = await startTestProduct({ openStore: () => openEsdbEventStore(double.url) });
    const { db } = product;
    try {
      const admin = await product.as('admin');
      const agent = { name: 'Ana', phone: '+56600000077' };
      await accepted(admin.command(`/api/agents/${crypto.randomUUID()}/commands`, 'AddAgent', agent));
      const file = join(folder, 'kept.aif');
      const store = openEsdbEventStore(double.url);
      await backUp({ db, store, progress: () => undefined }, { file, passphrase: null });
      await store.close();
      const parts = { db, upcasters, now: () => new Date().toISOString(), progress: () => undefined };
      for (const replace of [null, 0])
        await expect(restore(parts, { file, passphrase: null, replace })).rejects.toThrow(
          /holds \d+ keys but no event: .* EventStoreDB .* another DATABASE_URL or DATA_DIR/,
        );
      expect((await admin.get('/api/agents')).text).toContain('+56600000077');
    } finally {
      await product.close();
      double.stop();
    }
  });
});

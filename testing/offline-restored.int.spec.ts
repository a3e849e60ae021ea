import { expect, test } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '#app-testing/devices';
import { sendAgain } from '#client/data/set-aside';
import { canonical } from '#contracts/kernel/canonical';
import { documentOf, evolveAll } from '#contracts/flow/evolve';
import type { FlowEvent } from '#contracts/flow/events';
import type { Body } from '#contracts/flow/operation';
import { emptyFlow } from '#contracts/flow/state';
import { upcasters } from '#contracts/upcasters';
import { openPostgresEventStore } from '#server/engine/eventstore/postgres-event-store';
import { backUp } from '#server/keeping/back-up';
import { restore } from '#server/keeping/restore';
import { startTestProduct } from './product.ts';
import { confirmed, createFlow, emailOf, openHere, openTablet, signedInAgain, somebody } from './tablet.ts';

const step = (id: string): Body => ({ k: 'addStep', id, type: 'SendMessage', x: 0, y: 0, config: { text: id } });

test('a server that was restored to an earlier day: what waits is sent, and what it lost is offered to be sent again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ai-flows-backup-'));
  const file = join(folder, 'backup');
  const silent = { progress: () => undefined };
  const first = await startTestProduct();
  const ana = await somebody(first);
  const email = await emailOf(first, ana);
  const flowId = await createFlow(first, ana);
  const before = await openTablet(first, ana);
  const desk = await openHere(before, flowId);
  await desk.edit([step('a')]);
  await until(desk, (flow) => confirmed(flow) && flow.rev === 0);
  const store = openPostgresEventStore(first.db);
  await backUp({ db: first.db, store, ...silent }, { file, passphrase: null });
  await store.close();
  await desk.edit([step('b')]);
  await until(desk, (flow) => confirmed(flow) && flow.rev === 1);
  before.line.cut();
  await desk.edit([step('c')]);
  await before.close();
  await first.close();

  const parts = { upcasters, now: () => new Date().toISOString(), ...silent };
  const second = await startTestProduct({
    prepare: async (db) => {
      await restore({ ...parts, db }, { file, passphrase: null, replace: null });
    },
  });
  rmSync(folder, { recursive: true });
  const tablet = await openTablet(second, await signedInAgain(second, ana, email));
  const back = await openHere(tablet, flowId);
  const flow = await until(back, (now) => confirmed(now) && now.quarantine.length === 1);
  expect([...flow.view.steps.keys()]).toEqual(['a', 'c']);
  expect(flow.quarantine).toMatchObject([{ why: 'lost', op: { k: 'addStep', id: 'b' } }]);
  expect(tablet.faults.map(String)).toEqual([expect.stringContaining('the server was restored')]);

  await sendAgain(tablet.device.db, flowId);
  const whole = await until(back, (now) => confirmed(now) && now.quarantine.length === 0 && now.rev === 2);
  const events = (await second.app.log.read(`flow-${flowId}`)).map(({ event }) => event as FlowEvent);
  expect([...whole.view.steps.keys()]).toEqual(['a', 'c', 'b']);
  expect(canonical(documentOf(whole.view))).toBe(canonical(documentOf(evolveAll(emptyFlow, events))));
  await tablet.close();
  await second.close();
});

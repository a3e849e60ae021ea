import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '#app-testing/devices';
import type { SyncState } from '#client/data/sync-state';
import { sendAgain } from '#client/data/set-aside';
import { canonical } from '#contracts/kernel/canonical';
import { documentOf, evolveAll } from '#contracts/flow/evolve';
import type { FlowEvent } from '#contracts/flow/events';
import { setField } from '#contracts/flow/local-edits';
import type { Body } from '#contracts/flow/operation';
import { emptyFlow, type FlowState } from '#contracts/flow/state';
import { liveQuery } from 'dexie';
import { callerWith, type TestProduct } from './product.ts';
import {
  confirmed,
  createFlow,
  emailOf,
  openHere,
  openTablet,
  signedInAgain,
  somebody,
  type Network,
  type Person,
  type Tablet,
} from './tablet.ts';

/** What offline editing promises, with the real parts: replica, Socket.IO, server and store. */
export function offlineContract(start: () => Promise<TestProduct>): void {
  let product: TestProduct;
  beforeAll(async () => {
    product = await start();
  });
  afterAll(() => product.close());

  const tablets: Tablet[] = [];
  afterEach(async () => {
    await Promise.all(tablets.splice(0).map((tablet) => tablet.close()));
  });
  async function tabletOf(person: Person, network: Network = {}): Promise<Tablet> {
    const tablet = await openTablet(product, person, network);
    tablets.push(tablet);
    return tablet;
  }

  const step = (id: string, text = 'Hello'): Body => ({
    ...{ k: 'addStep', id, type: 'SendMessage', x: 0, y: 0 },
    config: { text },
  });
  const textOf = (view: FlowState, id = 'a'): unknown => view.steps.get(id)?.config.text;

  const streamOf = async (flowId: string): Promise<readonly FlowEvent[]> =>
    (await product.app.log.read(`flow-${flowId}`)).map(({ event }) => event as FlowEvent);
  const onServer = async (flowId: string): Promise<string> =>
    canonical(documentOf(evolveAll(emptyFlow, await streamOf(flowId))));

  /** The device's state as soon as it is that. */
  function untilState({ device }: Tablet, is: SyncState['is']): Promise<void> {
    return new Promise((resolve, reject) => {
      const reading = liveQuery(() => device.db.telling.get('sync')).subscribe({
        next: (row) => {
          if (!row || !('state' in row) || row.state.is !== is) return;
          resolve();
          queueMicrotask(() => reading.unsubscribe());
        },
        error: reject,
      });
    });
  }

  /** Asks until it is so; the server has no notice for it. */
  async function eventually(is: () => Promise<boolean>): Promise<void> {
    while (!(await is())) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  describe('over a line that stands', () => {
    test('an edit is confirmed, and a second tablet sees it and who made it', async () => {
      const [ana, bruno] = [await somebody(product), await somebody(product)];
      const flowId = await createFlow(product, ana);
      const mine = await openHere(await tabletOf(ana), flowId);
      const theirs = await openHere(await tabletOf(bruno), flowId);
      expect(await mine.edit([step('a')])).toMatchObject({ saved: true });
      await until(mine, (flow) => confirmed(flow) && flow.rev === 0);
      const seen = await until(theirs, ({ rev, present }) => rev === 0 && present.length === 2);
      expect(textOf(seen.view)).toBe('Hello');
      expect(seen.present.map(({ personId }) => personId).sort()).toEqual([ana.personId, bruno.personId].sort());
    });

    test('two tabs share one connection, and when the tab that holds it is closed the other goes on', async () => {
      const ana = await somebody(product);
      const flowId = await createFlow(product, ana);
      const tablet = await tabletOf(ana);
      await openHere(tablet, flowId);
      await untilState(tablet, 'live');
      const second = tablet.openTab();
      const desk = await openHere({ device: second }, flowId);
      await tablet.device.close();
      await desk.edit([step('a')]);
      await until(desk, (flow) => confirmed(flow) && flow.rev === 0);
    });

    test('an edit that nobody understands is set aside, and what comes after it goes on', async () => {
      const ana = await somebody(product);
      const flowId = await createFlow(product, ana);
      const tablet = await tabletOf(ana);
      const desk = await openHere(tablet, flowId);
      tablet.line.cut();
      const edits = [{ body: { k: 'paintStep' } as never, opId: crypto.randomUUID(), at: 1 }];
      await tablet.device.store.append(flowId, [{ edits, undo: null }]);
      await desk.edit([step('a')]);
      tablet.line.mend();
      const flow = await until(desk, (now) => confirmed(now) && now.quarantine.length === 1);
      expect([flow.quarantine[0]?.why, textOf(flow.view)]).toEqual(['not-understood', 'Hello']);
    });
  });

  describe('without a network', () => {
    test('300 edits through a restart of the browser all arrive, in order, once', async () => {
      const [ana, bruno] = [await somebody(product), await somebody(product)];
      const flowId = await createFlow(product, ana);
      let tablet = await tabletOf(ana);
      let desk = await openHere(tablet, flowId);
      tablet.line.cut();
      await untilState(tablet, 'offline');
      const work = async (from: number, to: number): Promise<void> => {
        for (let i = from; i < to; i += 3) await desk.edit([0, 1, 2].map((k) => step(`s${i + k}`, `text ${i + k}`)));
      };
      await work(0, 150);
      tablet = await tablet.restart({ cut: true });
      tablets.push(tablet);
      desk = await openHere(tablet, flowId);
      expect((await until(desk, ({ waiting }) => waiting === 150)).view.steps.size).toBe(150);
      await work(150, 300);
      tablet.line.mend();
      await until(desk, (flow) => confirmed(flow) && flow.rev === 299);
      const events = await streamOf(flowId);
      expect(events.map(({ data }) => data.op.seq)).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));
      const seen = await until(await openHere(await tabletOf(bruno), flowId), ({ rev }) => rev === 299);
      expect(canonical(documentOf(seen.view))).toBe(await onServer(flowId));
    });

    test('a line that dies between the append and its answer makes nothing twice', async () => {
      const ana = await somebody(product);
      const flowId = await createFlow(product, ana);
      const tablet = await tabletOf(ana);
      const desk = await openHere(tablet, flowId);
      await untilState(tablet, 'live');
      tablet.line.loseAnswers();
      await desk.edit([step('a'), step('b'), step('c')]);
      await eventually(async () => (await streamOf(flowId)).length === 3);
      expect(desk.current()?.waiting).toBe(3);
      tablet.line.cut();
      tablet.line.mend();
      await until(desk, (flow) => confirmed(flow) && flow.rev === 2);
      expect((await streamOf(flowId)).map(({ type }) => type)).toEqual(Array(3).fill('FlowEditApplied'));
    });

    test('two tablets that changed the same text meet on one card each, and end alike once it is settled', async () => {
      const [ana, bruno] = [await somebody(product), await somebody(product)];
      const flowId = await createFlow(product, ana);
      const [left, right] = [await tabletOf(ana), await tabletOf(bruno)];
      const [mine, theirs] = [await openHere(left, flowId), await openHere(right, flowId)];
      await mine.edit([step('a'), step('b')]);
      await until(theirs, ({ rev }) => rev === 1);
      left.line.cut();
      await mine.edit((view) => setField(view, 'a', 'text', 'Ana’s'));
      await mine.edit((view) => setField(view, 'b', 'text', 'beside'));
      await theirs.edit((view) => setField(view, 'a', 'text', 'Bruno’s'));
      await until(theirs, confirmed);
      left.line.mend();
      const clash = await until(mine, (flow) => confirmed(flow) && flow.conflicts.length === 1);
      expect(clash.conflicts).toMatchObject([
        { mine: { value: 'Ana’s' }, theirs: { actor: `person-${bruno.personId}`, value: 'Bruno’s' } },
      ]);
      expect(clash.merged).toMatchObject([{ kind: 'theirs', actor: `person-${bruno.personId}` }]);
      const other = await until(theirs, ({ conflicts }) => conflicts.length === 1);
      expect([textOf(other.view), textOf(other.view, 'b'), other.conflicts[0]?.own]).toEqual([
        'Bruno’s',
        'beside',
        false,
      ]);
      expect(await mine.resolve(clash.conflicts[0]?.id ?? '', 'mine')).toEqual({ done: true });
      const ends = await Promise.all(
        [mine, theirs].map((desk) => until(desk, (flow) => confirmed(flow) && flow.conflicts.length === 0)),
      );
      expect(ends.map(({ view }) => canonical(documentOf(view)))).toEqual(Array(2).fill(await onServer(flowId)));
      expect(textOf(ends[1]?.view ?? emptyFlow)).toBe('Ana’s');
    });
  });

  describe('a device that is not what it was', () => {
    test('restored from an older backup goes on under another id, and loses nothing', async () => {
      const ana = await somebody(product);
      const flowId = await createFlow(product, ana);
      const tablet = await tabletOf(ana);
      const desk = await openHere(tablet, flowId);
      await desk.edit([step('a')]);
      await until(desk, confirmed);
      const { db } = tablet.device;
      const backup = { flows: await db.flows.toArray(), snapshots: await db.snapshots.toArray() };
      await desk.edit([step('b')]);
      await until(desk, (flow) => confirmed(flow) && flow.rev === 1);
      tablet.line.cut();
      await untilState(tablet, 'offline');
      await db.transaction('rw', [db.flows, db.snapshots], async () => {
        await db.snapshots.bulkPut(backup.snapshots);
        await db.flows.bulkPut(backup.flows.map((row) => ({ ...row, stamp: row.stamp + 100 })));
      });
      await until(desk, ({ rev }) => rev === 0);
      await desk.edit([step('c')]);
      tablet.line.mend();
      const flow = await until(desk, (now) => confirmed(now) && now.rev === 2);
      expect([...flow.view.steps.keys()]).toEqual(['a', 'b', 'c']);
      expect(new Set((await streamOf(flowId)).map(({ data }) => data.op.replica)).size).toBe(2);
    });

    test('that holds something else than the server fetches it anew and keeps what waits', async () => {
      const ana = await somebody(product);
      const flowId = await createFlow(product, ana);
      let tablet = await tabletOf(ana);
      let desk = await openHere(tablet, flowId);
      await desk.edit([step('a'), step('b')]);
      await until(desk, confirmed);
      tablet.line.cut();
      await untilState(tablet, 'offline');
      await desk.edit([step('c')]);
      const { db } = tablet.device;
      const row = await db.snapshots.get(flowId);
      const steps = new Map([...(row?.confirmed.steps ?? [])].filter(([id]) => id !== 'a'));
      await db.snapshots.put({ flowId, confirmed: { ...(row?.confirmed ?? emptyFlow), steps } });
      await db.flows
        .where('flowId')
        .equals(flowId)
        .modify((flow) => void Object.assign(flow, { stamp: flow.stamp + 100 }));
      tablet = await tablet.restart();
      tablets.push(tablet);
      desk = await openHere(tablet, flowId);
      const flow = await until(desk, (now) => confirmed(now) && now.rev === 2 && now.view.steps.size === 3);
      expect(canonical(documentOf(flow.view))).toBe(await onServer(flowId));
      expect(tablet.faults.map(String)).toEqual([expect.stringContaining('it is fetched anew')]);
    });
  });

  describe('who may send', () => {
    test('edits wait while the sign-in has ended, are never sent as somebody else, and are sent once their author is back', async () => {
      const [ana, bruno] = [await somebody(product), await somebody(product)];
      const email = await emailOf(product, ana);
      const flowId = await createFlow(product, ana);
      let tablet = await tabletOf(ana);
      const desk = await openHere(tablet, flowId);
      await untilState(tablet, 'live');
      await callerWith(product.url, ana.cookie).post('/api/sign-out', {});
      await untilState(tablet, 'needs-auth');
      await desk.edit([step('a')]);
      expect(desk.current()).toMatchObject({ waiting: 1 });

      tablet = await tablet.restart({ signedInAs: bruno });
      tablets.push(tablet);
      await untilState(tablet, 'needs-auth');
      expect([await streamOf(flowId), await tablet.device.db.outbox.count()]).toEqual([[], 1]);

      tablet = await tablet.restart({ signedInAs: await signedInAgain(product, ana, email) });
      tablets.push(tablet);
      await until(await openHere(tablet, flowId), (flow) => confirmed(flow) && flow.rev === 0);
      expect((await streamOf(flowId)).map(({ data }) => data.actor)).toEqual([`person-${ana.personId}`]);
    });

    test('an app that the server cannot speak to says so and keeps its edits; loaded anew it sends them', async () => {
      const ana = await somebody(product);
      const flowId = await createFlow(product, ana);
      let tablet = await tabletOf(ana);
      await openHere(tablet, flowId);
      await untilState(tablet, 'live');
      tablet = await tablet.restart({ schema: 99 });
      tablets.push(tablet);
      const desk = await tablet.device.openFlow(flowId);
      await untilState(tablet, 'upgrade');
      expect(await desk.edit([step('a')])).toMatchObject({ saved: true });
      expect([await streamOf(flowId), await tablet.device.db.outbox.count()]).toEqual([[], 1]);
      tablet = await tablet.restart();
      tablets.push(tablet);
      await until(await openHere(tablet, flowId), (flow) => confirmed(flow) && flow.rev === 0);
    });

    test('what a role does not allow is set aside with the reason, and can be sent once it does', async () => {
      const admin = await product.as('admin');
      const ana = await somebody(product);
      const flowId = await createFlow(product, ana);
      const tablet = await tabletOf(ana);
      const desk = await openHere(tablet, flowId);
      await untilState(tablet, 'live');
      const becomes = (role: string) => admin.command(`/api/people/${ana.personId}/commands`, 'ChangeRole', { role });
      expect((await becomes('operator')).status).toBe(200);
      await desk.edit([step('a')]);
      const aside = await until(desk, ({ quarantine }) => quarantine.length === 1);
      expect([aside.waiting, aside.quarantine[0]?.why, aside.refused]).toEqual([
        0,
        'forbidden',
        expect.objectContaining({ code: 'NotAllowed', details: { role: 'operator' } }),
      ]);
      expect((await becomes('editor')).status).toBe(200);
      await sendAgain(tablet.device.db, flowId);
      await until(desk, (flow) => confirmed(flow) && flow.rev === 0 && flow.quarantine.length === 0);
    });
  });
}

/** @jest-environment node */
import { afterEach, describe, expect, test } from '@jest/globals';
import { createStream, openTab, opsOf, until } from '#app-testing/devices';
import type { Body } from '#contracts/flow/operation';
import { setField } from '#contracts/flow/local-edits';
import { documentOf } from '#contracts/flow/evolve';
import type { Device } from './device.ts';
import { uuid7 } from './uuid7.ts';

const open: Device[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((device) => device.close()));
});

const tab = (personId: string, faults: unknown[] = []): Device => {
  const device = openTab(personId, { faults });
  open.push(device);
  return device;
};

const step = (id: string, text = 'Hello'): Body => ({
  k: 'addStep',
  ...{ id, type: 'SendMessage', x: 0, y: 0 },
  config: { text },
});
const text = (from: string, to: string, id = 'a'): Body => ({ k: 'setField', id, field: 'text', from, to });

/** A flow that was fetched once, with nothing in it, and the tab it is open in. */
async function fetched(personId = uuid7(), flowId = uuid7()) {
  const device = tab(personId);
  const desk = await device.openFlow(flowId);
  await device.store.receive(flowId, [], { away: false });
  await until(desk, ({ here }) => here);
  return { personId, flowId, device, desk };
}

describe('an edit', () => {
  test('is seen at once, and saved when its promise says so', async () => {
    const { desk } = await fetched();
    const saving = desk.edit([step('a')]);
    await Promise.resolve();
    expect(desk.current()).toMatchObject({ saving: 1, waiting: 0 });
    expect(desk.current()?.view.steps.has('a')).toBe(true);
    expect(await saving).toMatchObject({ saved: true });
    expect(desk.current()).toMatchObject({ saving: 0, waiting: 1 });
  });
  test('made while others are being saved is undone by itself', async () => {
    const { desk } = await fetched();
    await Promise.all(['a', 'b', 'c'].map((id) => desk.edit([step(id)])));
    expect(await desk.undo()).toEqual({ done: true });
    expect([...(desk.current()?.view.steps.keys() ?? [])]).toEqual(['a', 'b']);
  });
  test('of the same field many times in a row never meets itself', async () => {
    const { desk } = await fetched();
    void desk.edit([step('a', '0')]);
    const typed = Array.from({ length: 20 }, (_, i) => desk.edit((view) => setField(view, 'a', 'text', `${i + 1}`)));
    await Promise.all(typed);
    const flow = await until(desk, ({ waiting, saving }) => waiting === 21 && saving === 0);
    expect([flow.view.steps.get('a')?.config.text, flow.conflicts]).toEqual(['20', []]);
  });
  test('is there after the tab was closed and opened again', async () => {
    const { personId, flowId, device, desk } = await fetched();
    await desk.edit([step('a')]);
    await desk.close();
    await device.close();
    const again = await tab(personId).openFlow(flowId);
    expect((await until(again, ({ waiting }) => waiting === 1)).view.steps.has('a')).toBe(true);
  });
  test('of a flow that was never fetched is refused, and says so', async () => {
    const desk = await tab(uuid7()).openFlow(uuid7());
    expect(await desk.edit([step('a')])).toEqual({ saved: false, why: 'not-here' });
  });
  test('that is too long, or too much for a flow, is refused before it is kept', async () => {
    const { desk } = await fetched();
    expect(await desk.edit([step('a', 'x'.repeat(20_001))])).toMatchObject({ saved: false, why: 'invalid' });
    expect(await desk.edit(Array.from({ length: 500 }, (_, i) => step(`s${i}`)))).toMatchObject({ saved: true });
    expect(await desk.edit([step('a')])).toEqual({ saved: false, why: 'too-many-steps' });
    expect(desk.current()?.waiting).toBe(500);
  });
});

describe('two tabs', () => {
  test('show each other’s edits, and number them one behind the other', async () => {
    const { personId, flowId, device, desk } = await fetched();
    const other = await tab(personId).openFlow(flowId);
    await until(other, ({ here }) => here);
    await Promise.all(
      Array.from({ length: 10 }, (_, i) => [desk.edit([step(`l${i}`)]), other.edit([step(`r${i}`)])]).flat(),
    );
    const seen = await Promise.all(
      [desk, other].map((each) => until(each, ({ waiting, saving }) => waiting === 20 && saving === 0)),
    );
    expect(documentOf(seen[0]?.view ?? (device.store as never))).toEqual(
      documentOf(seen[1]?.view ?? (device.store as never)),
    );
    const { replica } = (await device.store.read(flowId)) ?? {};
    expect(replica?.outbox.map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });
  test('of two people on one device see nothing of each other', async () => {
    const { flowId, desk } = await fetched();
    await desk.edit([step('a')]);
    const other = await fetched(uuid7(), flowId);
    expect(other.desk.current()).toMatchObject({ waiting: 0 });
    expect(other.desk.current()?.view.steps.size).toBe(0);
  });
});

describe('undo', () => {
  test('takes one’s own work back piece by piece, also after a reload, and makes it again', async () => {
    const { personId, flowId, device, desk } = await fetched();
    await desk.edit([step('a'), step('b')]);
    await desk.edit([text('Hello', 'Hi')]);
    await desk.close();
    await device.close();
    const again = await tab(personId).openFlow(flowId);
    await until(again, ({ canUndo }) => canUndo);
    expect(await again.undo()).toEqual({ done: true });
    expect(again.current()?.view.steps.get('a')?.config.text).toBe('Hello');
    expect(await again.undo()).toEqual({ done: true });
    expect((await until(again, ({ canUndo, canRedo }) => !canUndo && canRedo)).view.steps.size).toBe(0);
    expect([await again.redo(), await again.redo()]).toEqual([{ done: true }, { done: true }]);
    expect(again.current()?.view.steps.get('a')?.config.text).toBe('Hi');
    expect(await again.redo()).toEqual({ done: false, why: 'nothing' });
  });
  test('is not made again once something new was done', async () => {
    const { desk } = await fetched();
    await desk.edit([step('a')]);
    await desk.undo();
    await desk.edit([step('b')]);
    expect(await desk.redo()).toEqual({ done: false, why: 'nothing' });
  });
  test('leaves alone what somebody else changed since, and says so', async () => {
    const { flowId, device, desk } = await fetched();
    const stream = createStream();
    const mine = async () => (await device.store.read(flowId))?.replica.outbox ?? [];
    await desk.edit([step('a')]);
    await desk.edit([text('Hello', 'Mine')]);
    stream.push(await mine(), device.me);
    stream.push(opsOf(flowId, [text('Mine', 'Theirs')]), 'person-bruno');
    await device.store.receive(flowId, stream.events, { away: false });
    await until(desk, ({ rev }) => rev === 2);
    expect(await desk.undo()).toEqual({ done: false, why: 'changed-since' });
    expect(desk.current()?.view.steps.get('a')?.config.text).toBe('Theirs');
  });
});

describe('what others did', () => {
  /** Ana and Bruno changed the same text while they could not see each other. */
  async function clash() {
    const { flowId, device, desk } = await fetched();
    const stream = createStream();
    stream.push(opsOf(flowId, [step('a'), step('b')]), 'person-carla');
    await device.store.receive(flowId, stream.events, { away: false });
    await until(desk, ({ rev }) => rev === 1);
    await desk.edit([text('Hello', 'Mine')]);
    stream.push(opsOf(flowId, [text('Hello', 'Theirs'), text('Hello', 'Beside', 'b')]), 'person-bruno');
    await device.store.receive(flowId, stream.events, { away: true });
    return { flowId, device, desk, stream, flow: await until(desk, ({ rev }) => rev === 3) };
  }

  test('clashes with mine on a card that shows both, with author and time', async () => {
    const { flow, device } = await clash();
    expect(flow.view.steps.get('a')?.config.text).toBe('Theirs');
    expect(flow.conflicts).toMatchObject([
      {
        kind: 'field',
        step: 'a',
        field: 'text',
        own: true,
        mine: { actor: device.me, value: 'Mine' },
        theirs: { actor: 'person-bruno', at: 1_000, value: 'Theirs' },
      },
    ]);
  });
  test.each([
    ['mine' as const, 'Mine'],
    ['theirs' as const, 'Theirs'],
    [{ edited: 'Both' }, 'Both'],
  ])('is settled by %j', async (choice, value) => {
    const { flowId, desk, flow, device, stream } = await clash();
    expect(await desk.resolve(flow.conflicts[0]?.id ?? '', choice)).toEqual({ done: true });
    expect(desk.current()).toMatchObject({ conflicts: [] });
    expect(desk.current()?.view.steps.get('a')?.config.text).toBe(value);
    stream.push((await device.store.read(flowId))?.replica.outbox ?? [], device.me);
    expect([stream.state().steps.get('a')?.config.text, stream.state().conflicts.size]).toEqual([value, 0]);
  });
  test('while this device was away is listed, and can be taken back', async () => {
    const { desk, flow } = await clash();
    expect(flow.merged.map(({ kind, rev, actor, op }) => [kind, rev, actor, op.k])).toEqual([
      ['theirs', 3, 'person-bruno', 'setField'],
      ['theirs', 2, 'person-bruno', 'setField'],
    ]);
    expect(await desk.undoMerged(3)).toEqual({ done: true });
    const after = await until(desk, ({ merged }) => merged.length === 1);
    expect(after.view.steps.get('b')?.config.text).toBe('Hello');
    await desk.forgetMerged();
    await until(desk, ({ merged }) => merged.length === 0);
  });
  test('is not shown while a gesture runs, and right after it', async () => {
    const { flowId, device, desk } = await fetched();
    const letGo = desk.hold();
    const before = desk.current();
    const saved = desk.edit([step('mine')]);
    await device.store.receive(flowId, createStream().push(opsOf(flowId, [step('theirs')]), 'person-bruno'), {
      away: false,
    });
    await saved;
    expect(desk.current()).toBe(before);
    letGo();
    expect([...(await until(desk, ({ rev }) => rev === 0)).view.steps.keys()]).toEqual(['theirs', 'mine']);
  });
});

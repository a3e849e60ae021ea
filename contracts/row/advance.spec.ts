import { describe, expect, test } from '@jest/globals';
import { executionSettings } from '#contracts/execution/settings';
import { connectionIdOf, type FlowDocument, type Step } from '#contracts/flow/document';
import { starterFlow } from '#contracts/flow/starter-flow';
import { advance } from './advance.ts';
import type { RowEvent } from './events.ts';
import { attemptIdOf, rowIdOf } from './ids.ts';
import type { RowContext, RowInput } from './input.ts';
import { prepareFlow } from './prepared-flow.ts';
import { evolve, queuedRow, type Row } from './state.ts';

const templateId = '0193f1a0-0000-7000-8000-000000000006';
const channelId = '0193f1a0-0000-7000-8000-000000000004';
const executionId = '0193f1a0-0000-7000-8000-000000000002';
const rowId = rowIdOf(executionId, 0);
const first = attemptIdOf(rowId, 1);
const second = attemptIdOf(rowId, 2);
const noon = '2026-11-24T12:00:00.000Z';

function documentOf(
  change: (draft: {
    steps: Record<string, Step>;
    connections: Record<string, { from: string; port: string; to: string }>;
  }) => void = () => undefined,
): FlowDocument {
  const draft: Parameters<typeof change>[0] = { steps: {}, connections: {} };
  for (const body of starterFlow({ templateId, variables: { 1: '{{name}}' }, timeoutSeconds: 3_600 })) {
    if (body.k === 'addStep') draft.steps[body.id] = { id: body.id, type: body.type, x: 0, y: 0, config: body.config };
    if (body.k === 'connect')
      draft.connections[connectionIdOf(body)] = { from: body.from, port: body.port, to: body.to };
  }
  change(draft);
  return { ...draft, meta: {} };
}

function contextOf(change: Partial<RowContext> = {}, document = documentOf()): RowContext {
  return {
    ...{ at: noon, settings: executionSettings.parse({ quietHours: null }), flow: prepareFlow(document) },
    channels: [{ channelId, kind: 'whatsapp', number: '+56600000001' }],
    ...{ run: 'running', disclosure: '', agents: new Map(), hold: null },
    templates: new Map([
      [
        templateId,
        { templateId, name: 'reminder', language: 'en', body: 'Hello {{1}}', variables: ['1'], approval: 'approved' },
      ],
    ]),
    contact: { suppressed: null, lastInbound: {} },
    ...change,
  };
}

const open = contextOf({ contact: { suppressed: null, lastInbound: { [channelId]: noon } } });
const suppressed = contextOf({ contact: { suppressed: 'stopWord', lastInbound: {} } });

const started: RowInput = {
  kind: 'started',
  row: {
    rowId,
    executionId,
    campaignId: 'c',
    n: 0,
    line: 1,
    batch: 0,
    contactId: 'p',
    phone: '+56961234567',
    values: { name: 'Ana' },
  },
};
const accepted = (attemptId: string): RowInput => ({
  kind: 'accepted',
  attemptId,
  providerId: `SM${attemptId}`,
  via: 'answer',
});
const reply = (text: string, optOut = false): RowInput => ({
  kind: 'reply',
  providerId: 'SMr',
  channelId,
  receivedAt: noon,
  text,
  button: '',
  optOut,
});
const undelivered = (attemptId: string): RowInput => ({
  kind: 'undelivered',
  attemptId,
  providerId: 'SM',
  code: '63024',
  why: 'notOnWhatsApp',
});

/** Walks a row through inputs; each comes with what there was to know at that moment. */
function walk(...inputs: readonly (readonly [RowInput, RowContext])[]): {
  row: Row;
  events: RowEvent[];
  last: string[];
} {
  let row: Row = queuedRow;
  const events: RowEvent[] = [];
  let last: string[] = [];
  for (const [input, context] of inputs) {
    const found = advance(row, input, context);
    last = found.map(({ type }) => type);
    row = found.reduce(evolve, row);
    events.push(...found);
  }
  return { row, events, last };
}

const endOf = (events: readonly RowEvent[]) =>
  events.flatMap((event) => (event.type === 'RowEnded' ? [event.data] : []))[0];
const decisions = (events: readonly RowEvent[]) =>
  events.flatMap((event) => (event.type === 'ContactDecided' ? [[event.data.verdict, event.data.reason]] : []));
const waiting: readonly (readonly [RowInput, RowContext])[] = [
  [started, contextOf()],
  [accepted(first), contextOf()],
];

describe('a row', () => {
  test('begins with a decision and an intent, in this order, before anything is sent', () => {
    expect(walk([started, contextOf()]).last).toEqual(['RowStarted', 'RowMoved', 'ContactDecided', 'AttemptIntended']);
  });
  test('that was accepted waits, and knows until when', () => {
    const { row } = walk(...waiting);
    expect(row).toMatchObject({ status: 'open', step: 'wait', until: '2026-11-24T13:00:00.000Z' });
  });
  test('is completed on the way its answer takes', () => {
    const { events } = walk(...waiting, [reply('Sí'), open], [accepted(second), open]);
    expect(endOf(events)).toMatchObject({ outcome: 'completed', label: 'Confirmed' });
    expect(decisions(events)).toEqual([
      ['sent', 'TemplateApproved'],
      ['sent', 'WindowOpen'],
    ]);
  });
  test('is completed by silence when the wait is over', () => {
    const over: RowInput = { kind: 'timeout', step: 'wait', until: '2026-11-24T13:00:00.000Z' };
    expect(endOf(walk(...waiting, [over, open]).events)).toMatchObject({ outcome: 'completed', label: 'No answer' });
  });
  test('an earlier wait that is over changes nothing', () => {
    expect(walk(...waiting, [{ kind: 'timeout', step: 'wait', until: noon }, open]).last).toEqual([]);
  });
  test('keeps an answer that comes before the answer of the send, and does not wait for another', () => {
    const { events } = walk(
      [started, contextOf()],
      [reply('No'), open],
      [accepted(first), open],
      [accepted(second), open],
    );
    expect(endOf(events)).toMatchObject({ outcome: 'completed', label: 'Declined' });
  });
  test('every input twice has no further events', () => {
    const twice = walk(
      [started, contextOf()],
      [started, contextOf()],
      [accepted(first), open],
      [accepted(first), open],
    );
    expect(twice.last).toEqual([]);
  });
});

describe('nobody is contacted against their will', () => {
  test('a suppressed contact is blocked with its reason, and no intent is written', () => {
    const { events } = walk([started, suppressed]);
    expect(decisions(events)).toEqual([['blocked', 'ContactSuppressed']]);
    expect(events.some(({ type }) => type === 'AttemptIntended')).toBe(false);
    expect(endOf(events)).toMatchObject({ outcome: 'suppressed', reason: 'ContactSuppressed' });
  });
  test('STOP as an answer ends the row', () => {
    expect(endOf(walk(...waiting, [reply('STOP', true), suppressed]).events)).toMatchObject({ outcome: 'optedOut' });
  });
  test('STOP while a message is being sent is heard and ends the row, before its answer or after', () => {
    const [stop, taken] = [reply('STOP', true), accepted(first)];
    const before = walk([started, contextOf()], [stop, suppressed], [taken, suppressed]).events;
    const after = walk([started, contextOf()], [taken, suppressed], [stop, suppressed]).events;
    for (const events of [before, after]) expect(endOf(events)).toMatchObject({ outcome: 'optedOut' });
    expect(after.slice(-2)).toMatchObject([{ type: 'ReplyReceived' }, { type: 'RowEnded' }]);
  });
  test('free text outside the 24 hours is skipped with its reason', () => {
    const closed = contextOf({
      at: '2026-11-25T12:00:00.000Z',
      contact: { suppressed: null, lastInbound: { [channelId]: noon } },
    });
    const { events } = walk(...waiting, [reply('yes'), closed]);
    expect(decisions(events).at(-1)).toEqual(['skipped', 'WindowClosed']);
    expect(endOf(events)).toMatchObject({ outcome: 'failed', reason: 'WindowClosed' });
  });
  test('free text one millisecond before that is sent', () => {
    const just = contextOf({
      at: '2026-11-25T11:59:59.999Z',
      contact: { suppressed: null, lastInbound: { [channelId]: noon } },
    });
    expect(decisions(walk(...waiting, [reply('yes'), just]).events).at(-1)).toEqual(['sent', 'WindowOpen']);
  });
  test('the port windowClosed is taken where it leads somewhere', () => {
    const document = documentOf(
      ({ connections }) =>
        (connections['thank/windowClosed>silent'] = { from: 'thank', port: 'windowClosed', to: 'silent' }),
    );
    expect(
      endOf(
        walk(
          [started, contextOf({}, document)],
          [accepted(first), contextOf({}, document)],
          [reply('yes'), contextOf({}, document)],
        ).events,
      ),
    ).toMatchObject({ label: 'No answer' });
  });
  test('a template that is not approved is not sent', () => {
    const paused = contextOf({
      ...{ run: 'running', disclosure: '', agents: new Map(), hold: null },
      templates: new Map([
        [templateId, { templateId, name: 'r', language: 'en', body: '', variables: [], approval: 'paused' }],
      ]),
    });
    expect(decisions(walk([started, paused]).events)).toEqual([['blocked', 'TemplateNotApproved']]);
  });
  test('a missing value is never sent as a placeholder', () => {
    const nameless: RowInput = {
      ...started,
      row: { ...started.row, values: { name: '' } },
    };
    expect(decisions(walk([nameless, contextOf()]).events)).toEqual([['skipped', 'VariableMissing']]);
  });
  test('a forgotten contact is not contacted', () => {
    const forgotten: RowInput = {
      ...started,
      row: { ...started.row, phone: null, values: null },
    };
    expect(decisions(walk([forgotten, contextOf()]).events)).toEqual([['blocked', 'ContactForgotten']]);
  });
  test('with two channels and no choice nobody is contacted', () => {
    const two = contextOf({
      channels: [
        { channelId, kind: 'whatsapp', number: '+1' },
        { channelId: 'b', kind: 'whatsapp', number: '+2' },
      ],
    });
    expect(decisions(walk([started, two]).events)).toEqual([['blocked', 'ChannelMissing']]);
  });
});

describe('an attempt', () => {
  test('that is refused at once ends the row with the class and code of the refusal', () => {
    const refused: RowInput = { kind: 'refused', attemptId: first, code: '21211', why: 'invalidNumber' };
    const end = endOf(walk([started, contextOf()], [refused, contextOf()]).events);
    expect(end).toMatchObject({ outcome: 'failed', reason: 'invalidNumber 21211' });
  });
  test('that fails later sends the row through its failure while nothing has followed', () => {
    const end = endOf(walk(...waiting, [undelivered(first), open]).events);
    expect(end).toMatchObject({ outcome: 'failed', reason: 'notOnWhatsApp 63024' });
  });
  test('that fails after the contact has answered changes no way', () => {
    expect(walk(...waiting, [reply('yes'), open], [undelivered(first), open]).last).toEqual([]);
  });
  test('that fails after the contact has answered changes no way, also where the row waits again', () => {
    const document = documentOf(({ connections }) => {
      delete connections['branch/default>unclear'];
      connections['branch/default>wait'] = { from: 'branch', port: 'default', to: 'wait' };
    });
    const context = contextOf({ contact: { suppressed: null, lastInbound: { [channelId]: noon } } }, document);
    const inputs = [accepted(first), reply('Who is this?')];
    for (const order of [inputs, inputs.toReversed()]) {
      const answered = [started, ...order].map((input) => [input, context] as const);
      expect(walk(...answered).row).toMatchObject({ step: 'wait', until: '2026-11-24T13:00:00.000Z' });
      expect(walk(...answered, [undelivered(first), context]).last).toEqual([]);
    }
  });
  test('whose failure comes before its answer goes the way of one whose failure came right after it', () => {
    const types = ['AttemptAccepted', 'RowMoved', 'AttemptFailed', 'RowEnded'];
    expect(walk([started, contextOf()], [undelivered(first), contextOf()]).last).toEqual(types);
  });
  test('whose failure comes before its answer sends nothing more', () => {
    const onwards = { 'ask/sent>wait': { from: 'ask', port: 'sent', to: 'thank' } };
    const document = documentOf(({ connections }) => void Object.assign(connections, onwards));
    const context = contextOf({}, document);
    const { last } = walk([started, context], [undelivered(first), context]);
    expect(last).toEqual(['AttemptAccepted', 'AttemptFailed', 'RowEnded']);
  });
  test('that provably never went out is made again, numbered, three times at most', () => {
    const absent = (k: number): readonly [RowInput, RowContext] => [
      { kind: 'absent', attemptId: attemptIdOf(rowId, k) },
      contextOf(),
    ];
    const { events } = walk([started, contextOf()], absent(1), absent(2), absent(3));
    const intents = events.flatMap((event) => (event.type === 'AttemptIntended' ? [event.data.attemptId] : []));
    expect(intents).toEqual([1, 2, 3].map((k) => attemptIdOf(rowId, k)));
    expect(endOf(events)).toMatchObject({ outcome: 'failed', reason: 'AttemptLimitReached' });
  });
  test('in doubt rests the row; it is not made again, and a callback or a person settles it', () => {
    const doubt: RowInput = { kind: 'inDoubt', attemptId: first, sentence: 'Nobody knows.' };
    const word = (wentOut: boolean): RowInput => ({ kind: 'resolved', attemptId: first, wentOut });
    const after = (...inputs: RowInput[]) => walk(...[started, ...inputs].map((each) => [each, contextOf()] as const));
    expect(after(doubt)).toMatchObject({ last: ['AttemptInDoubt'], row: { status: 'open' } });
    expect(after(doubt, { ...accepted(first), via: 'callback' } as RowInput).row).toMatchObject({ step: 'wait' });
    expect(after(doubt, word(true)).row).toMatchObject({ step: 'wait' });
    expect(after(doubt, word(false)).last).toContain('AttemptIntended');
    // About one that its carrier may still answer people have no say.
    expect([after(word(true)).last, after(word(false)).last]).toEqual([[], []]);
  });
  test('of another row, or an older one, changes nothing', () => {
    expect(walk(...waiting, [accepted(second), open]).last).toEqual([]);
  });
});

describe('stopping', () => {
  test('ends a row that waits, and waits for one that is being written to', () => {
    expect(endOf(walk(...waiting, [{ kind: 'stop' }, open]).events)).toMatchObject({ outcome: 'stopped' });
    expect(walk([started, contextOf()], [{ kind: 'stop' }, contextOf()]).last).toEqual([]);
  });
  test('a row that has ended takes no more inputs', () => {
    const ended = walk(...waiting, [{ kind: 'stop' }, open]).row;
    for (const input of [reply('yes'), accepted(first), undelivered(first), started])
      expect(advance(ended, input, open)).toEqual([]);
  });
});

describe('a delay', () => {
  const document = documentOf(({ steps, connections }) => {
    steps.pause = { id: 'pause', type: 'Delay', x: 0, y: 0, config: { seconds: 600 } };
    delete connections['ask/sent>wait'];
    connections['ask/sent>pause'] = { from: 'ask', port: 'sent', to: 'pause' };
    connections['pause/next>wait'] = { from: 'pause', port: 'next', to: 'wait' };
  });
  const context = contextOf({ contact: { suppressed: null, lastInbound: { [channelId]: noon } } }, document);
  const resting: readonly (readonly [RowInput, RowContext])[] = [
    [started, context],
    [accepted(first), context],
  ];
  const over: RowInput = { kind: 'timeout', step: 'pause', until: '2026-11-24T12:10:00.000Z' };
  test('rests the row and then goes on', () => {
    expect(walk(...resting).row).toMatchObject({ step: 'pause', until: '2026-11-24T12:10:00.000Z' });
    expect(walk(...resting, [over, context]).row).toMatchObject({ step: 'wait' });
  });
  test('is not cut short by an answer, which is kept for the next wait', () => {
    const { row } = walk(...resting, [reply('yes'), context]);
    expect(row).toMatchObject({ step: 'pause' });
    expect(
      endOf(walk(...resting, [reply('yes'), context], [over, context], [accepted(second), context]).events),
    ).toMatchObject({ label: 'Confirmed' });
  });
});

test('a condition leads a row by its columns', () => {
  const document = documentOf(({ steps, connections }) => {
    const conditions = [
      { id: 'ana', label: 'Ana', subject: { of: 'column', column: 'name' }, operator: 'equals', value: 'ana' },
    ];
    steps.who = { id: 'who', type: 'Condition', x: 0, y: 0, config: { conditions } };
    delete connections['start/next>ask'];
    connections['start/next>who'] = { from: 'start', port: 'next', to: 'who' };
    connections['who/ana>silent'] = { from: 'who', port: 'ana', to: 'silent' };
    connections['who/else>ask'] = { from: 'who', port: 'else', to: 'ask' };
  });
  expect(endOf(walk([started, contextOf({}, document)]).events)).toMatchObject({
    outcome: 'completed',
    label: 'No answer',
  });
});

test('a loop ends at the visit limit, with a decision that says so', () => {
  const document = documentOf(({ connections }) => {
    delete connections['ask/sent>wait'];
    connections['ask/sent>ask'] = { from: 'ask', port: 'sent', to: 'ask' };
  });
  const context = contextOf({}, document);
  let row: Row = queuedRow;
  const events: RowEvent[] = [];
  for (let k = 0; k <= 200 && row.status !== 'ended'; k += 1) {
    const found = advance(row, k === 0 ? started : accepted(attemptIdOf(rowId, k)), context);
    row = found.reduce(evolve, row);
    events.push(...found);
  }
  expect(endOf(events)).toMatchObject({ outcome: 'failed', reason: 'VisitLimitReached' });
  expect(decisions(events).at(-1)).toEqual(['blocked', 'VisitLimitReached']);
  expect(events.filter(({ type }) => type === 'AttemptIntended')).toHaveLength(100);
});

test.each(['again', 'valueOf'])(
  'a loop of branches alone ends at the visit limit too, also through a step called %s',
  (id) => {
    const document = documentOf(({ steps, connections }) => {
      const branches = [{ id: 'yes', label: 'Yes', keywords: ['yes'], buttons: [] }];
      steps[id] = { id, type: 'ResponseBranch', x: 0, y: 0, config: { branches } };
      delete connections['start/next>ask'];
      connections.in = { from: 'start', port: 'next', to: id };
      connections.round = { from: id, port: 'default', to: id };
    });
    const { events } = walk([started, contextOf({}, document)]);
    expect(endOf(events)).toMatchObject({ outcome: 'failed', reason: 'VisitLimitReached', step: id });
  },
);

test('law 10: every way on which a step of sending is reached holds a decision with its reason', () => {
  for (const context of [contextOf(), suppressed, contextOf({ channels: [] }), contextOf({ templates: new Map() })]) {
    const { events } = walk([started, context]);
    expect(decisions(events)).toHaveLength(1);
  }
});

import { describe, expect, test } from '@jest/globals';
import { executionSettings } from '#contracts/execution/settings';
import { connectionIdOf, type FlowDocument } from '#contracts/flow/document';
import { advance } from './advance.ts';
import type { RowEvent } from './events.ts';
import { attemptIdOf, rowIdOf } from './ids.ts';
import type { RowContext, RowInput } from './input.ts';
import { prepareFlow } from './prepared-flow.ts';
import { evolve, queuedRow, type Row } from './state.ts';

const executionId = '0193f1a0-0000-7000-8000-000000000002';
const agentId = '0193f1a0-0000-7000-8000-000000000009';
const voiceId = '0193f1a0-0000-7000-8000-000000000008';
const rowId = rowIdOf(executionId, 0);
const [first, second, third] = [attemptIdOf(rowId, 1), attemptIdOf(rowId, 2), attemptIdOf(rowId, 3)];
const noon = '2026-11-24T12:00:00.000Z';
const callId = 'CA1';

const talk = { systemPrompt: 'Remind {{name}}.', greeting: 'Hello {{name}}.', contextColumns: ['name', 'city'] };
const steps: Readonly<Record<string, readonly [type: string, config: object]>> = {
  start: ['Start', {}],
  call: ['VoiceCall', talk],
  heard: ['ResponseBranch', { branches: [{ id: 'yes', label: 'Yes', keywords: ['yes'] }] }],
  hand: ['VoiceTransfer', { to: { of: 'agent', agentId }, handoffLine: 'One moment, {{name}}.' }],
  wait: ['WaitInboundCall', { ...talk, timeoutSeconds: 3_600 }],
  yes: ['End', { outcome: 'Yes' }],
  handed: ['End', { outcome: 'Handed over' }],
  alone: ['End', { outcome: 'Not handed over' }],
  machine: ['End', { outcome: 'Machine' }],
  called: ['End', { outcome: 'Called back' }],
  silent: ['End', { outcome: 'Silent' }],
};
const ways: readonly (readonly [from: string, port: string, to: string])[] = [
  ['start', 'next', 'call'],
  ['call', 'answered', 'heard'],
  ['call', 'voicemail', 'machine'],
  ['call', 'busy', 'wait'],
  ['heard', 'yes', 'yes'],
  ['heard', 'default', 'hand'],
  ['hand', 'transferred', 'handed'],
  ['hand', 'notTransferred', 'alone'],
  ['wait', 'called', 'called'],
  ['wait', 'timeout', 'silent'],
];
const document: FlowDocument = {
  steps: Object.fromEntries(
    Object.entries(steps).map(([id, [type, config]]) => [id, { id, type, x: 0, y: 0, config: config as never }]),
  ),
  connections: Object.fromEntries(
    ways.map(([from, port, to]) => [connectionIdOf({ from, port, to }), { from, port, to }]),
  ),
  meta: {},
};

function contextOf(change: Partial<RowContext> = {}): RowContext {
  return {
    ...{
      at: noon,
      settings: executionSettings.parse({ quietHours: null }),
      flow: prepareFlow(document),
      run: 'running',
    },
    ...{ disclosure: 'An AI speaks.', channels: [{ channelId: voiceId, kind: 'voice', number: '+56600000009' }] },
    ...{ templates: new Map(), hold: null, contact: { suppressed: null, lastInbound: {} } },
    agents: new Map([[agentId, { agentId, phone: '+56221234567', away: null }]]),
    ...change,
  };
}

const started: RowInput = {
  kind: 'started',
  row: {
    ...{ rowId, executionId, campaignId: 'c', n: 0, line: 1, batch: 0, contactId: 'p' },
    phone: '+56961234567',
    values: { name: 'Ana', city: '' },
  },
};
const accepted = (attemptId: string): RowInput => ({ kind: 'accepted', attemptId, providerId: callId, via: 'answer' });
const concluded = (change: Partial<Extract<RowInput, { kind: 'callConcluded' }>> = {}): RowInput => ({
  ...{ kind: 'callConcluded', attemptId: first, callId, result: 'answered', code: null, live: true, endedBy: 'ai' },
  ...{ wantsTransfer: false, optOut: false, seconds: 30, answer: 'Please put me through' },
  ...change,
});
const incoming: RowInput = { kind: 'inboundCall', callId: 'CA2', channelId: voiceId };
const timeout = (step: string, until: string): RowInput => ({ kind: 'timeout', step, until });

function walk(...inputs: readonly (RowInput | readonly [RowInput, RowContext])[]) {
  let row: Row = queuedRow;
  const events: RowEvent[] = [];
  let last: readonly RowEvent[] = [];
  for (const each of inputs) {
    const [input, context] = Array.isArray(each) ? (each as [RowInput, RowContext]) : [each as RowInput, contextOf()];
    last = advance(row, input, context);
    row = last.reduce(evolve, row);
    events.push(...last);
  }
  return { row, events, last, types: last.map(({ type }) => type) };
}
const endOf = (events: readonly RowEvent[]) => events.find((event) => event.type === 'RowEnded')?.data;
const decisions = (events: readonly RowEvent[]) =>
  events.flatMap((event) => (event.type === 'ContactDecided' ? [[event.data.verdict, event.data.reason]] : []));
const inCall = [started, accepted(first)] as const;
const busy = [...inCall, concluded({ result: 'busy', live: false, answer: '' })] as const;

describe('a call', () => {
  test('is intended with everything that is to be said, before the carrier is asked', () => {
    const { last } = walk(started);
    expect(last.find((event) => event.type === 'CallIntended')?.data).toMatchObject({
      ...{ attemptId: first, direction: 'outbound', channelId: voiceId, voice: 'alloy', record: false, hold: true },
      overBy: '2026-11-24T12:06:30.000Z',
      conversation: {
        ...{ disclosure: 'An AI speaks.', greeting: 'Hello Ana.', prompt: 'Remind Ana.' },
        context: { name: 'Ana' },
      },
    });
    expect(decisions(last)).toEqual([['sent', 'CallAllowed']]);
  });
  test('is not made when a value of the greeting is missing', () => {
    const nameless: RowInput = {
      ...started,
      row: { ...(started as never as { row: object }).row, values: {} } as never,
    };
    expect(decisions(walk(nameless).events)).toEqual([['skipped', 'VariableMissing']]);
  });
  test('in doubt that was made, as a person found out, counts as answered: it is not made again', () => {
    const doubt: RowInput = { kind: 'inDoubt', attemptId: first, sentence: 'Nobody knows.' };
    const word: RowInput = { kind: 'resolved', attemptId: first, wentOut: true };
    const { last, types } = walk(started, doubt, word);
    expect(types.slice(0, 2)).toEqual(['AttemptAccepted', 'CallConcluded']);
    expect(last[0]?.data).toMatchObject({ via: 'person' });
    expect(endOf(last)).toMatchObject({ label: 'Not handed over' });
  });
  test('keeps the row at its step until it has come to its result', () => {
    expect(walk(...inCall).row).toMatchObject({ step: 'call', attempt: { state: 'accepted', of: 'call' } });
    expect(walk(...inCall, { kind: 'stop' }).last).toEqual([]);
  });
  test('leads on by what the person said last', () => {
    const { events } = walk(...inCall, concluded({ live: false, answer: 'Yes, of course' }));
    expect(endOf(events)).toMatchObject({ outcome: 'completed', label: 'Yes' });
  });
  test.each([
    ['voicemail', { outcome: 'completed', label: 'Machine' }],
    ['noAnswer', { outcome: 'failed', reason: 'noAnswer' }],
    ['failed', { outcome: 'failed', reason: 'failed 31005' }],
  ] as const)('that ends as %s leaves by that port, or ends the row where it leads nowhere', (result, end) => {
    const none = contextOf({ settings: executionSettings.parse({ quietHours: null, retries: {} }) });
    const code = result === 'failed' ? '31005' : null;
    expect(endOf(walk(...inCall, [concluded({ result, code, live: false, answer: '' }), none]).events)).toMatchObject(
      end,
    );
  });
  test('whose result is known before the answer to the request is taken as made', () => {
    const { types, row } = walk(started, concluded({ live: false, answer: 'yes' }));
    expect(types.slice(0, 2)).toEqual(['AttemptAccepted', 'CallConcluded']);
    expect(row.status).toBe('ended');
  });
  test('comes to one result: a second word about it changes nothing', () => {
    expect(walk(...busy, concluded({ result: 'answered' })).last).toEqual([]);
    expect(walk(...busy, accepted(first)).last).toEqual([]);
  });
  test('in which the person asked not to be called again ends the row, and is let go of', () => {
    const { types, events } = walk(...inCall, concluded({ optOut: true }));
    expect(types).toEqual(['CallConcluded', 'CallReleased', 'RowEnded']);
    expect(endOf(events)).toMatchObject({ outcome: 'optedOut' });
  });
  test('that stays open though nothing more is wanted of it is let go of', () => {
    expect(walk(...inCall, concluded({ answer: 'yes' })).types).toContain('CallReleased');
  });
});

describe('a result that may be tried again', () => {
  const twice = contextOf({
    settings: executionSettings.parse({ quietHours: null, retries: { busy: { most: 2, afterSeconds: 60 } } }),
  });
  const again = concluded({ result: 'busy', live: false, answer: '' });
  const at = (attemptId: string): RowInput => ({ ...(again as object), attemptId }) as RowInput;
  const later = timeout('call', '2026-11-24T12:01:00.000Z');
  test('is, after a while, as often as the settings say', () => {
    const waits = walk(started, accepted(first), [again, twice]);
    expect(waits.row).toMatchObject({ step: 'call', until: '2026-11-24T12:01:00.000Z' });
    expect(decisions(waits.last)).toEqual([['deferred', 'RetryLater']]);
    const tried = walk(started, accepted(first), [again, twice], [later, twice]);
    expect(tried.types).toEqual(['ContactDecided', 'CallIntended']);
    const all = walk(
      ...([started, accepted(first), [again, twice], [later, twice], accepted(second), [at(second), twice]] as const),
      ...([[later, twice], accepted(third), [at(third), twice]] as const),
    );
    expect(all.row).toMatchObject({ step: 'wait' });
    expect(all.events.filter(({ type }) => type === 'CallIntended')).toHaveLength(3);
  });
});

describe('handing a call over', () => {
  const asked = [...inCall, concluded({ wantsTransfer: true })] as const;
  test('is asked for while the call is open, with the agent’s number and the line', () => {
    const { last } = walk(...asked);
    expect(last.find((event) => event.type === 'TransferIntended')?.data).toMatchObject({
      ...{ attemptId: second, callId, agentId, to: '+56221234567', line: 'One moment, Ana.', ringSeconds: 25 },
    });
  });
  test('leads on by whether somebody took over', () => {
    const bridged: RowInput = { kind: 'transferConcluded', attemptId: second, result: 'bridged', told: true };
    expect(endOf(walk(...asked, accepted(second), bridged).events)).toMatchObject({ label: 'Handed over' });
    const missed: RowInput = { kind: 'transferConcluded', attemptId: second, result: 'noAnswer', told: true };
    const { types, events } = walk(...asked, accepted(second), missed);
    expect(types).toContain('CallReleased');
    expect(endOf(events)).toMatchObject({ label: 'Not handed over' });
  });
  test('that nobody answered is over with its call, and is not said to have been taken', () => {
    const over = (told: boolean): RowInput => ({
      ...{ kind: 'transferConcluded', attemptId: second, result: 'callEnded', told },
    });
    expect(walk(...asked, over(false)).types.slice(0, 2)).toEqual(['TransferConcluded', 'RowMoved']);
    expect(walk(...asked, over(true)).types.slice(0, 2)).toEqual(['AttemptAccepted', 'TransferConcluded']);
  });
  test('is not tried when the call is over, or the agent is away or gone', () => {
    const over = walk(...inCall, concluded({ live: false }));
    expect(decisions(over.last)).toEqual([['skipped', 'CallHasEnded']]);
    expect(endOf(over.events)).toMatchObject({ label: 'Not handed over' });
    const hours = { start: '08:00', end: '20:00', quietDays: [] };
    const away = new Map([[agentId, { agentId, phone: '+56221234567', away: { timeZone: 'UTC', hours } }]]);
    const input = concluded({ wantsTransfer: true });
    expect(decisions(walk(...inCall, [input, contextOf({ agents: away })]).last)).toEqual([
      ['skipped', 'AgentUnavailable'],
    ]);
    expect(decisions(walk(...inCall, [input, contextOf({ agents: new Map() })]).last)).toEqual([
      ['skipped', 'AgentMissing'],
    ]);
  });
});

describe('a call that is awaited', () => {
  test('is answered by the row, and leads on when it has come to its result', () => {
    const waiting = walk(...busy);
    expect(waiting.last.at(-1)).toMatchObject({ type: 'RowMoved', data: { to: 'wait', callTo: voiceId } });
    const ringing = walk(...busy, incoming);
    expect(ringing.last.at(-1)).toMatchObject({ type: 'CallIntended', data: { direction: 'inbound', callId: 'CA2' } });
    const over = concluded({ attemptId: second, callId: 'CA2', live: false, answer: 'I am coming' });
    expect(endOf(walk(...busy, incoming, accepted(second), over).events)).toMatchObject({ label: 'Called back' });
  });
  test('is answered also when it comes before it is known that ours came to nothing', () => {
    const calls = (callId: string, receivedAt: string) =>
      contextOf({ contact: { suppressed: null, lastInbound: {}, lastCall: { [voiceId]: { callId, receivedAt } } } });
    const missed = concluded({ result: 'busy', live: false, answer: '' });
    const { types, row } = walk(...inCall, [missed, calls('CA9', '2026-11-24T11:59:45.000Z')]);
    expect(types).toEqual(['CallConcluded', 'RowMoved', 'ContactDecided', 'CallIntended']);
    expect(row).toMatchObject({ step: 'wait', attempt: { direction: 'inbound', callId: 'CA9', state: 'open' } });
    // Who hung up long ago is not answered, nor is our own call.
    for (const context of [calls('CA9', '2026-11-24T11:59:00.000Z'), calls(callId, noon)])
      expect(walk(...inCall, [missed, context]).types).toEqual(['CallConcluded', 'RowMoved']);
  });
  test('is answered also when it came while the row was on its way to wait for it', () => {
    const look: RowInput = { kind: 'ringing', channelId: voiceId };
    const came = (callId: string, receivedAt: string): readonly [RowInput, RowContext] => [
      look,
      contextOf({ contact: { suppressed: null, lastInbound: {}, lastCall: { [voiceId]: { callId, receivedAt } } } }),
    ];
    expect(walk(...busy, came('CA9', '2026-11-24T11:59:45.000Z')).types).toEqual(['ContactDecided', 'CallIntended']);
    // Nobody called, or hung up long ago, or is being answered already, or the row waits for nobody.
    expect(walk(...busy, look).types).toEqual([]);
    expect(walk(...busy, came('CA9', '2026-11-24T11:59:00.000Z')).types).toEqual([]);
    expect(walk(...busy, incoming, came('CA2', noon)).types).toEqual([]);
    expect(walk(...inCall, came('CA9', noon)).types).toEqual([]);
  });
  test('that comes to nothing leaves the row waiting, or ends the wait when its time is over', () => {
    const gone: RowInput = { kind: 'refused', attemptId: second, code: '21220', why: 'unknown' };
    expect(walk(...busy, incoming, gone).row).toMatchObject({ step: 'wait', until: '2026-11-24T13:00:00.000Z' });
    const late = contextOf({ at: '2026-11-24T13:00:00.001Z' });
    expect(endOf(walk(...busy, incoming, [gone, late]).events)).toMatchObject({ label: 'Silent' });
  });
  test('is not cut short by the end of the wait', () => {
    const end = timeout('wait', '2026-11-24T13:00:00.000Z');
    expect(walk(...busy, incoming, accepted(second), end).last).toEqual([]);
  });
  test('finds no row that does not wait for it', () => {
    expect(walk(...inCall, incoming).last).toEqual([]);
    expect(walk(...busy, incoming, incoming).last).toEqual([]);
  });
});

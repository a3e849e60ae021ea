import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { executionSettings } from '#contracts/execution/settings';
import { connectionIdOf, emptyDocument, type FlowDocument } from '#contracts/flow/document';
import { everyStepFlow } from '#contracts/flow/every-step-flow';
import { openAt } from './choice.ts';
import { begin, choose, takeBack } from './rehearsal.ts';
import type { Choice, Rehearsal, RehearsalMaterial } from './state.ts';
import { trailOf, transcriptOf } from './transcript.ts';

const templateId = '0193f1a0-0000-7000-8000-000000000006';
const agentId = '0193f1a0-0000-7000-8000-000000000009';
const whatsapp = {
  channelId: '0193f1a0-0000-7000-8000-000000000004',
  kind: 'whatsapp',
  number: '+56600000001',
} as const;
const voice = { channelId: '0193f1a0-0000-7000-8000-000000000008', kind: 'voice', number: '+56600000009' } as const;
const at = '2026-11-25T15:00:00.000Z';

const material: RehearsalMaterial = {
  document: drawn(),
  facts: {
    channels: [
      { ...whatsapp, answers: false },
      { ...voice, answers: true },
    ],
    templates: [{ templateId, name: 'question', approval: 'approved', variables: ['1', '2'] }],
    agents: [{ agentId }],
    columns: ['name', 'phone'],
  },
  settings: executionSettings.parse({ quietHours: null }),
  disclosure: 'You speak with an automated assistant.',
  channels: [whatsapp, voice],
  templates: [
    {
      ...{ templateId, name: 'question', language: 'en', approval: 'approved', variables: ['1', '2'] },
      body: 'Hello {{1}}, will you come? You can also call {{2}}.',
    },
  ],
  agents: [{ agentId, phone: '+56600000010', away: null }],
  person: { phone: '+56912345678', values: { name: 'Ana', phone: '912345678' } },
};

function drawn(): FlowDocument {
  const transferTo = { of: 'agent', agentId } as const;
  const bodies = everyStepFlow({ templateId, nameColumn: 'name', callUs: voice.number, transferTo });
  const steps = bodies.flatMap((body) => (body.k === 'addStep' ? [body] : []));
  const ways = bodies.flatMap((body) => (body.k === 'connect' ? [body] : []));
  return {
    steps: Object.fromEntries(steps.map(({ k: _k, ...step }) => [step.id, step])),
    connections: Object.fromEntries(
      ways.map(({ from, port, to }) => [connectionIdOf({ from, port, to }), { from, port, to }]),
    ),
    meta: {},
  };
}

function started(of: RehearsalMaterial = material): Rehearsal {
  const begun = begin(of, at);
  if (begun.status === 'notReady') throw new Error(JSON.stringify(begun.findings));
  return begun;
}

const after = (...choices: readonly Choice[]): Rehearsal => choices.reduce(choose, started());
const told = (rehearsal: Rehearsal): readonly string[] =>
  transcriptOf(rehearsal.events).map((entry) => {
    if (entry.kind === 'sent' || entry.kind === 'received') return `${entry.kind}: ${entry.text}`;
    return entry.kind === 'ended' ? `ended: ${entry.label ?? entry.reason}` : entry.kind;
  });

const arrives: Choice = { kind: 'arrives' };
const says = (text: string): Choice => ({ kind: 'replies', text, button: '' });
const call = (result: 'answered' | 'busy' | 'voicemail', answer = ''): Choice => ({
  ...{ kind: 'callEnds', result, answer, wantsTransfer: false },
});

describe('a rehearsal', () => {
  test('shows what the person would read, and ends where the flow ends', () => {
    expect(told(after(arrives, says('¡Sí, claro!'), arrives))).toEqual([
      'sent: Hello Ana, will you come? You can also call +56600000009.',
      'waits',
      'received: ¡Sí, claro!',
      'sent: Thank you, Ana. See you soon.',
      'ended: Confirmed',
    ]);
  });

  test('offers the answers that the flow looks for', () => {
    expect(openAt(after(arrives))).toMatchObject({
      kind: 'wait',
      mayReply: true,
      suggestions: [
        { label: 'Yes', button: 'yes' },
        { label: 'No', button: 'no' },
      ],
    });
  });

  test('lets time pass: days of waiting are one choice', () => {
    const silent = after(arrives, { kind: 'timePasses' }, { kind: 'timePasses' });
    expect(openAt(silent)).toMatchObject({ kind: 'call', direction: 'outbound' });
    expect(Date.parse(silent.at) - Date.parse(at)).toBeGreaterThanOrEqual(86_400_000 + 3_600_000);
  });

  test('plays a call, its handing over, and a call back', () => {
    const fails: Choice = { kind: 'fails', why: 'notOnWhatsApp' };
    const spoken = after(fails, call('answered', 'who is this?'), { kind: 'transferEnds', result: 'bridged' });
    expect(told(spoken).at(-1)).toBe('ended: Spoke with a person');
    const returned = after(fails, call('voicemail'), { kind: 'callsUs' }, call('answered', 'yes'));
    expect(told(returned).at(-1)).toBe('ended: Called us back');
  });

  test('ends at a STOP, in whatever words the product knows', () => {
    expect(told(after(arrives, says('dar de baja'))).at(-1)).toBe('ended: ContactSuppressed');
  });

  test('shows which steps ran and which ways were taken', () => {
    const { steps, ways } = trailOf(after(arrives, says('no')).events);
    expect([...steps]).toEqual(['start', 'known', 'ask', 'wait', 'branch', 'regret']);
    expect(ways.at(-1)).toEqual({ from: 'branch', port: 'no', to: 'regret' });
  });

  test('says what stands in the way of a flow that could not be published', () => {
    const empty = begin({ ...material, document: emptyDocument }, at);
    expect(empty).toMatchObject({ status: 'notReady', findings: [{ code: 'NoStart' }, { code: 'NoEnd' }] });
  });

  test('never shows a raw placeholder: without a value the person is not written to', () => {
    const steps = { ...material.document.steps };
    steps.ask = {
      ...steps.ask,
      config: { templateId, variables: { 1: '{{name}}', 2: 'x' } },
    } as (typeof steps)[string];
    const nameless = { phone: '+56912345678', values: {} };
    const rehearsal = started({ ...material, document: { ...material.document, steps }, person: nameless });
    expect(transcriptOf(rehearsal.events)).toContainEqual(
      expect.objectContaining({ kind: 'notContacted', reason: 'VariableMissing' }),
    );
  });

  test('takes nothing that is not open, and takes back the last choice', () => {
    const choice = fc.oneof(
      fc.constant(arrives),
      fc.constant<Choice>({ kind: 'timePasses' }),
      fc.constant<Choice>({ kind: 'callsUs' }),
      fc.constantFrom('yes', 'no', 'what?', 'STOP').map(says),
      fc.constantFrom('carrier', 'windowClosed', 'invalidNumber').map((why): Choice => ({ kind: 'fails', why })),
      fc.constantFrom('answered', 'busy', 'voicemail').map((result) => call(result as 'busy', 'yes')),
      fc.constantFrom('bridged', 'busy', 'callEnded').map((result): Choice => ({ kind: 'transferEnds', result })),
    );
    fc.assert(
      fc.property(fc.array(choice, { maxLength: 30 }), (choices) => {
        let rehearsal = started();
        for (const each of choices) {
          const next = choose(rehearsal, each);
          expect(next.at >= rehearsal.at).toBe(true);
          if (next !== rehearsal) expect({ ...takeBack(next), flow: null }).toEqual({ ...rehearsal, flow: null });
          if (openAt(rehearsal).kind === 'ended') expect(next).toBe(rehearsal);
          rehearsal = next;
        }
      }),
    );
  });
});

import type { Body } from './operation.ts';

type Choices = {
  /** A template with two placeholders: the person, and the number they can call. */
  readonly templateId: string;
  readonly nameColumn: string | null;
  /** The campaign's voice number, in E.164. */
  readonly callUs: string;
  readonly transferTo:
    { readonly of: 'agent'; readonly agentId: string } | { readonly of: 'number'; readonly number: string };
};

type Step = readonly [
  id: string,
  type: string,
  x: number,
  y: number,
  config: Extract<Body, { k: 'addStep' }>['config'],
];

/**
 * The edits that draw a flow with every type of step: a template and an answer on WhatsApp; who does not answer or has no
 * WhatsApp is called by the AI, handed to a person where they ask for one, and answered when they call back.
 */
export function everyStepFlow({ templateId, nameColumn, callUs, transferTo }: Choices): readonly Body[] {
  const person = nameColumn === null ? 'there' : `{{${nameColumn}|there}}`;
  const yesNo = [
    { id: 'yes', label: 'Yes', keywords: ['yes', 'si', 'ok', 'claro', 'confirm', 'confirmo'], buttons: ['yes'] },
    { id: 'no', label: 'No', keywords: ['no', 'not'], buttons: ['no'] },
  ];
  const talk = {
    systemPrompt:
      'You ask whether the person will come, once and kindly. If they want a human being, offer to put them through.',
    greeting: `Hello ${person}, may we count on you this week?`,
    contextColumns: nameColumn === null ? [] : [nameColumn],
    ...{ voice: 'nova', record: true, maxDurationSeconds: 180 },
  };
  const conditions = [
    {
      ...{ id: 'known', label: 'Has a name', operator: 'isNotEmpty', value: '' },
      subject: nameColumn === null ? { of: 'answer' } : { of: 'column', column: nameColumn },
    },
  ];
  const steps: readonly Step[] = [
    ['start', 'Start', 0, 240, {}],
    ['known', 'Condition', 320, 240, { conditions }],
    ['ask', 'SendTemplate', 640, 240, { templateId, variables: { 1: person, 2: callUs } }],
    ['wait', 'WaitForResponse', 960, 240, { timeoutSeconds: 86_400 }],
    ['branch', 'ResponseBranch', 1280, 40, { branches: yesNo }],
    ['thank', 'SendMessage', 1600, -60, { text: `Thank you, ${person}. See you soon.` }],
    ['regret', 'SendMessage', 1600, 180, { text: 'Thank you for telling us.' }],
    ['pause', 'Delay', 1280, 420, { seconds: 3_600 }],
    ['call', 'VoiceCall', 1600, 460, { ...talk, ringSeconds: 30 }],
    ['heard', 'ResponseBranch', 1920, 400, { branches: yesNo }],
    [
      'hand',
      'VoiceTransfer',
      2240,
      520,
      { to: transferTo, timeoutSeconds: 25, handoffLine: 'One moment, I am putting you through.' },
    ],
    ['back', 'WaitInboundCall', 1920, 700, { ...talk, timeoutSeconds: 86_400 }],
    ['confirmed', 'End', 1920, -60, { outcome: 'Confirmed' }],
    ['declined', 'End', 1920, 180, { outcome: 'Declined' }],
    ['said', 'End', 2240, 320, { outcome: 'Confirmed by phone' }],
    ['refused', 'End', 2240, 420, { outcome: 'Declined by phone' }],
    ['spoke', 'End', 2560, 520, { outcome: 'Spoke with a person' }],
    ['missed', 'End', 2560, 620, { outcome: 'To be called back' }],
    ['returned', 'End', 2240, 740, { outcome: 'Called us back' }],
    ['silent', 'End', 2240, 840, { outcome: 'No answer' }],
  ];
  const ways: readonly (readonly [from: string, port: string, to: string])[] = [
    ['start', 'next', 'known'],
    ['known', 'known', 'ask'],
    ['known', 'else', 'ask'],
    ['ask', 'sent', 'wait'],
    ['ask', 'failed', 'call'],
    ['wait', 'replied', 'branch'],
    ['wait', 'timeout', 'pause'],
    ['branch', 'yes', 'thank'],
    ['branch', 'no', 'regret'],
    ['branch', 'default', 'call'],
    ['thank', 'sent', 'confirmed'],
    ['regret', 'sent', 'declined'],
    ['pause', 'next', 'call'],
    ['call', 'answered', 'heard'],
    ['call', 'voicemail', 'back'],
    ['call', 'busy', 'back'],
    ['call', 'noAnswer', 'back'],
    ['heard', 'yes', 'said'],
    ['heard', 'no', 'refused'],
    ['heard', 'default', 'hand'],
    ['hand', 'transferred', 'spoke'],
    ['hand', 'notTransferred', 'missed'],
    ['back', 'called', 'returned'],
    ['back', 'timeout', 'silent'],
  ];
  return [
    ...steps.map(([id, type, x, y, config]): Body => ({ k: 'addStep', id, type, x, y, config })),
    ...ways.map(([from, port, to]): Body => ({ k: 'connect', from, port, to })),
  ];
}

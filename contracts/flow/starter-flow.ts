import type { Body } from './operation.ts';

type Choices = {
  readonly templateId: string;
  /** What fills each placeholder of the template. */
  readonly variables: Readonly<Record<string, string>>;
  readonly timeoutSeconds?: number;
};

type Step = readonly [
  id: string,
  type: string,
  x: number,
  y: number,
  config: Extract<Body, { k: 'addStep' }>['config'],
];

/**
 * The edits that draw a first flow: a template, a wait for the answer, a branch on yes and no, a thank-you, and an End
 * for every outcome. New campaigns may begin with it; the sample and the demo do.
 */
export function starterFlow({ templateId, variables, timeoutSeconds = 86_400 }: Choices): readonly Body[] {
  const branches = [
    { id: 'yes', label: 'Yes', keywords: ['yes', 'si', 'ok', 'claro', 'confirm', 'confirmo'], buttons: ['yes'] },
    { id: 'no', label: 'No', keywords: ['no', 'not'], buttons: ['no'] },
  ];
  const steps: readonly Step[] = [
    ['start', 'Start', 0, 160, {}],
    ['ask', 'SendTemplate', 320, 160, { templateId, variables: { ...variables } }],
    ['wait', 'WaitForResponse', 640, 160, { timeoutSeconds }],
    ['branch', 'ResponseBranch', 960, 160, { branches }],
    ['thank', 'SendMessage', 1280, -80, { text: 'Thank you, {{name|and see you soon}}. We look forward to it.' }],
    ['regret', 'SendMessage', 1280, 160, { text: 'Thank you for telling us.' }],
    ['confirmed', 'End', 1600, -80, { outcome: 'Confirmed' }],
    ['declined', 'End', 1600, 160, { outcome: 'Declined' }],
    ['unclear', 'End', 1280, 400, { outcome: 'Needs a look' }],
    ['silent', 'End', 960, 400, { outcome: 'No answer' }],
  ];
  const ways: readonly (readonly [from: string, port: string, to: string])[] = [
    ['start', 'next', 'ask'],
    ['ask', 'sent', 'wait'],
    ['wait', 'replied', 'branch'],
    ['wait', 'timeout', 'silent'],
    ['branch', 'yes', 'thank'],
    ['branch', 'no', 'regret'],
    ['branch', 'default', 'unclear'],
    ['thank', 'sent', 'confirmed'],
    ['regret', 'sent', 'declined'],
  ];
  return [
    ...steps.map(([id, type, x, y, config]): Body => ({ k: 'addStep', id, type, x, y, config })),
    ...ways.map(([from, port, to]): Body => ({ k: 'connect', from, port, to })),
  ];
}

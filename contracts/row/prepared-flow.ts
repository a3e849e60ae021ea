import type { FlowDocument } from '#contracts/flow/document';
import { canTransfer } from '#contracts/flow/live-call';
import { stepDefinitions } from '#contracts/flow/steps';
import type { z } from 'zod';

type Config<T extends keyof typeof stepDefinitions> = z.infer<(typeof stepDefinitions)[T]['configSchema']>;
type StepOf<T extends keyof typeof stepDefinitions> = {
  readonly id: string;
  readonly type: T;
  readonly config: Config<T>;
};

export type SendTemplateStep = StepOf<'SendTemplate'>;
export type SendMessageStep = StepOf<'SendMessage'>;
export type WaitForResponseStep = StepOf<'WaitForResponse'>;
export type VoiceCallStep = StepOf<'VoiceCall'>;
export type WaitInboundCallStep = StepOf<'WaitInboundCall'>;
export type VoiceTransferStep = StepOf<'VoiceTransfer'>;
/** A step that reaches out by itself: the moment for it may be a bad one, and it may be tried again. */
export type ReachingStep = SendMessageStep | SendTemplateStep | VoiceCallStep;
export type PreparedStep = { [T in keyof typeof stepDefinitions]: StepOf<T> }[keyof typeof stepDefinitions];

/** A published flow made ready to be walked: every setting checked once, every way looked up at once. */
export type PreparedFlow = {
  readonly start: string;
  readonly steps: ReadonlyMap<string, PreparedStep>;
  /** The step a port leads to. */
  next(step: string, port: string): PreparedStep | undefined;
  /** Whether a call of this step may be handed over, so that it has to stay open after its conversation. */
  mayTransfer(step: string): boolean;
};

/** Whether this step reaches out to the person. */
export function isReaching(step: PreparedStep): step is ReachingStep {
  return step.type === 'SendTemplate' || step.type === 'SendMessage' || step.type === 'VoiceCall';
}

/** Prepares a document that was validated when it was published; one that would not pass is a fault. */
export function prepareFlow(document: FlowDocument): PreparedFlow {
  const steps = new Map(Object.values(document.steps).map((step) => [step.id, prepareStep(step)]));
  const ways = new Map(Object.values(document.connections).map(({ from, port, to }) => [`${from}/${port}`, to]));
  const start = [...steps.values()].find((step) => step.type === 'Start');
  if (!start)
    throw new Error('Preparing a published flow: it has no Start step; publish a version that passes validation.');
  const transferring = new Set([...steps.keys()].filter((id) => canTransfer(document, id)));
  return {
    start: start.id,
    steps,
    next: (step, port) => steps.get(ways.get(`${step}/${port}`) ?? ''),
    mayTransfer: (step) => transferring.has(step),
  };
}

function prepareStep(step: FlowDocument['steps'][string]): PreparedStep {
  const definition = Object.entries(stepDefinitions).find(([type]) => type === step.type)?.[1];
  if (!definition)
    throw new Error(`Preparing a published flow: step “${step.id}” has the unknown type “${step.type}”.`);
  const config = definition.configSchema.parse(step.config);
  return { id: step.id, type: definition.type, config } as PreparedStep;
}

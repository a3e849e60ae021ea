import { branchOnCondition } from './steps/condition.ts';
import { delay } from './steps/delay.ts';
import { end } from './steps/end.ts';
import { responseBranch } from './steps/response-branch.ts';
import { sendMessage } from './steps/send-message.ts';
import { sendTemplate } from './steps/send-template.ts';
import { start } from './steps/start.ts';
import { voiceCall } from './steps/voice-call.ts';
import { voiceTransfer } from './steps/voice-transfer.ts';
import { waitForResponse } from './steps/wait-for-response.ts';
import { waitInboundCall } from './steps/wait-inbound-call.ts';

/** Every step type there is, by its name in a flow. */
export const stepDefinitions = {
  Start: start,
  SendTemplate: sendTemplate,
  WaitForResponse: waitForResponse,
  ResponseBranch: responseBranch,
  SendMessage: sendMessage,
  VoiceCall: voiceCall,
  WaitInboundCall: waitInboundCall,
  VoiceTransfer: voiceTransfer,
  Condition: branchOnCondition,
  Delay: delay,
  End: end,
} as const;

export type StepType = keyof typeof stepDefinitions;

export function isStepType(type: string): type is StepType {
  return Object.hasOwn(stepDefinitions, type);
}

import {
  mdiAccountArrowRightOutline,
  mdiCallSplit,
  mdiFileDocumentOutline,
  mdiFlagCheckered,
  mdiHelpCircleOutline,
  mdiMessageTextOutline,
  mdiPhoneIncomingOutline,
  mdiPhoneOutline,
  mdiPlayCircleOutline,
  mdiSourceBranch,
  mdiTimerSandEmpty,
  mdiTimerSand,
} from '@mdi/js';
import { isStepType, type StepType } from '#contracts/flow/steps';
import type { CanvasStep } from '#client/flow-builder/canvas/canvas-step';

type Look = { readonly icon: string; readonly family: CanvasStep['family'] };

const looks: Readonly<Record<StepType, Look>> = {
  Start: { icon: mdiPlayCircleOutline, family: 'frame' },
  SendTemplate: { icon: mdiFileDocumentOutline, family: 'whatsapp' },
  SendMessage: { icon: mdiMessageTextOutline, family: 'whatsapp' },
  WaitForResponse: { icon: mdiTimerSand, family: 'whatsapp' },
  ResponseBranch: { icon: mdiSourceBranch, family: 'whatsapp' },
  VoiceCall: { icon: mdiPhoneOutline, family: 'voice' },
  WaitInboundCall: { icon: mdiPhoneIncomingOutline, family: 'voice' },
  VoiceTransfer: { icon: mdiAccountArrowRightOutline, family: 'voice' },
  Condition: { icon: mdiCallSplit, family: 'control' },
  Delay: { icon: mdiTimerSandEmpty, family: 'control' },
  End: { icon: mdiFlagCheckered, family: 'frame' },
};

/** Step types in the order of the palette. */
export const paletteOrder = Object.keys(looks) as readonly StepType[];

export function lookOf(type: string): Look {
  return isStepType(type) ? looks[type] : { icon: mdiHelpCircleOutline, family: 'frame' };
}

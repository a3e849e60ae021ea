import { idOf } from '#contracts/kernel/decider';
import { failureClassOf } from '#contracts/row/failure-class';
import type { Leased } from './dispatch.ts';
import type { Question } from './find-out.ts';
import { workFrom, type Work } from './work.ts';

/** What a dispatch brings to its row; null: it concerns a run as a whole. */
export function workOf(dispatch: Exclude<Leased, Question>): Work | null {
  switch (dispatch.kind) {
    case 'start':
      return workFrom(dispatch, { kind: 'start', ...dispatch.payload });
    case 'reply':
      return workFrom(dispatch, {
        kind: 'reply',
        contactId: idOf(dispatch.payload.stream),
        revision: dispatch.payload.revision,
      });
    case 'undelivered':
      return workFrom(dispatch, {
        kind: 'input',
        input: { kind: 'undelivered', ...dispatch.payload, why: failureClassOf(dispatch.payload.code) },
      });
    case 'timeout':
      return workFrom(dispatch, { kind: 'input', input: { kind: 'timeout', ...dispatch.payload } });
    case 'inboundCall':
      return workFrom(dispatch, { kind: 'input', input: { kind: 'inboundCall', ...dispatch.payload } });
    case 'ringing':
      return workFrom(dispatch, { kind: 'input', input: { kind: 'ringing', ...dispatch.payload } });
    case 'resolve':
      return workFrom(dispatch, { kind: 'input', input: { kind: 'resolved', ...dispatch.payload } });
    case 'stop':
      return workFrom(dispatch, { kind: 'input', input: { kind: 'stop' } });
    case 'begin':
    case 'admit':
    case 'complete':
    case 'confirmPaused':
    case 'confirmStopped':
    case 'campaignEnds':
    case 'autoPause':
    case 'probeCarrier':
    case 'endOfCampaignRun':
      return null;
  }
}

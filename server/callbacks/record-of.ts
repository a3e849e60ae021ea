import type { AttemptCallback, Told } from '#contracts/callback/callback';
import type { CallbackEvent } from '#contracts/callback/events';

/** A carrier's word about an attempt as an event without any number in the open, and what in particular it tells. */
export function recordOf(
  callback: AttemptCallback,
  contactId: string,
): { readonly told: Told; readonly event: CallbackEvent } {
  const { provider, attemptId, providerId } = callback;
  const ids = { provider, attemptId, providerId, contactId };
  switch (callback.kind) {
    case 'status': {
      const { status, errorCode, raw } = callback;
      return { told: status, event: { type: 'CallbackRecorded', data: { ...ids, status, errorCode, raw } } };
    }
    case 'callStatus': {
      const { status, answeredBy, seconds, errorCode, raw } = callback;
      const data = { ...ids, status, answeredBy, seconds, errorCode, raw };
      return { told: status, event: { type: 'CallStatusRecorded', data } };
    }
    case 'dialogue': {
      const { endedBy, live, wantsTransfer, optOut, seconds, transcript } = callback;
      const data = { ...ids, endedBy, live, wantsTransfer, optOut, seconds, transcript };
      return { told: 'dialogue', event: { type: 'DialogueRecorded', data } };
    }
    case 'recording': {
      const { seconds, recordingId, url } = callback;
      return { told: 'recording', event: { type: 'CallRecorded', data: { ...ids, seconds, recordingId, url } } };
    }
    case 'transfer': {
      const { result, seconds } = callback;
      return { told: 'transfer', event: { type: 'TransferRecorded', data: { ...ids, result, seconds } } };
    }
  }
}

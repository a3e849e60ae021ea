import { contact } from '#contracts/contact/contact';
import { judgeRecovered, type Intended, type Recovered } from '#contracts/contact/recovered';
import type { Instant } from '#contracts/kernel/event';
import { handleCommand } from '#server/engine/commands/handle-command';
import type { Log } from '#server/engine/log/log';
import { answerWork } from './errands.ts';
import type { Facts } from './facts.ts';
import type { Errand } from './row-round.ts';
import type { Work } from './work.ts';

type Parts = { readonly log: Log; readonly now: () => Instant; readonly facts: Facts };

/**
 * Before somebody is written to or called: what the carrier alone knew after a restore. What it has already is adopted
 * (the answers to it follow by the dispatcher); a contact whose history has a hole is left alone. Returns what the row is
 * told instead, or null when the contact may be reached.
 */
export function insteadOfReaching(parts: Parts): (errand: Errand) => Promise<readonly Work[] | null> {
  const judge = async (errand: Errand, recovered: readonly Recovered[]): Promise<readonly Work[] | null> => {
    const intended = intendedOf(errand);
    if (!intended) return null;
    const { attemptId, contactId, rowId, executionId } = errand.event.data;
    const verdict = judgeRecovered(recovered, intended);
    if (verdict.do === 'reach') return null;
    if (verdict.do === 'withhold')
      return [
        answerWork(errand.event.data, { kind: 'refused', attemptId, code: 'restored', why: 'contactedSinceBackup' }),
      ];
    const { providerId } = verdict.outreach;
    if (await adopt(parts, { contactId, providerId, rowId, executionId }))
      return [answerWork(errand.event.data, { kind: 'accepted', attemptId, providerId, via: 'list' })];
    // Another row was faster, or the contact's stream is busy: what is there now decides.
    return judge(errand, (await parts.facts.contacts([contactId]))(contactId).state.recovered);
  };
  return (errand) => (errand.recovered.length === 0 ? Promise.resolve(null) : judge(errand, errand.recovered));
}

/** What reaches somebody anew; a call that is answered, handed over or let go of is there already. */
function intendedOf({ event, run: { begunAt }, known }: Errand): Intended | null {
  const { rowId, channelId } = event.data;
  if (event.type === 'AttemptIntended')
    return { kind: 'message', rowId, channelId, text: event.data.text, begunAt, known };
  if (event.type === 'CallIntended' && event.data.callId === null)
    return { kind: 'call', rowId, channelId, text: null, begunAt, known };
  return null;
}

async function adopt(
  { log, now }: Parts,
  data: { contactId: string; providerId: string; rowId: string; executionId: string },
): Promise<boolean> {
  const commandId = `adopt ${data.providerId} ${data.rowId}`;
  const provenance = { commandId, correlationId: commandId, by: 'system:runner', at: now() };
  const command = { type: 'AdoptRecovered', data } as const;
  const outcome = await handleCommand({ log, decider: contact, id: data.contactId, command, provenance });
  return outcome.outcome === 'accepted';
}

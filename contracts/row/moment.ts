import { nextAllowed } from '#contracts/contact/quiet-hours';
import { zonesOf } from '#contracts/contact/time-zones';
import type { RowContext } from './input.ts';
import { deferred, shut, type Shut } from './shut.ts';
import type { OpenRow } from './state.ts';

/** How often one step tries again after an attempt that provably never went out. */
const absentLimit = 3;

/** Somebody who wrote this recently is awake: what they are answered may go out at any hour. Milliseconds. */
const answeredWithinMs = 30 * 60_000;

/** Whether this person may be contacted at all, and what is known of them. */
export function personGate(
  { started, absentHere }: OpenRow,
  { contact, run }: RowContext,
): { readonly known: Readonly<Record<string, string>>; readonly phone: string } | Shut {
  const { phone, values } = started;
  if (phone === null || values === null) return shut('blocked', 'ContactForgotten');
  if (contact.suppressed === 'forgotten') return shut('blocked', 'ContactForgotten');
  if (contact.suppressed) return shut('blocked', 'ContactSuppressed');
  if (run === 'stopping') return shut('skipped', 'ExecutionStopped');
  return absentHere >= absentLimit ? shut('blocked', 'AttemptLimitReached') : { known: values, phone };
}

/** Whether now is the moment: the run runs, it is no quiet hour where the person is, the pace allows it. */
export function momentGate(row: OpenRow, channelId: string, context: RowContext): Shut | null {
  const { run, at, hold } = context;
  // What waits for the run to go on is taken up again as soon as it does.
  if (run !== 'running') return deferred('ExecutionPaused', at, channelId);
  return quiet(row, channelId, context) ?? (hold ? deferred(hold.reason, hold.until, channelId) : null);
}

function quiet({ started }: OpenRow, channelId: string, { at, settings, contact }: RowContext): Shut | null {
  const { quietHours, timeZoneColumn } = settings;
  const lastInbound = contact.lastInbound[channelId];
  const awake = lastInbound !== undefined && Date.parse(at) - Date.parse(lastInbound) < answeredWithinMs;
  if (!quietHours || awake) return null;
  const written = timeZoneColumn === null ? null : valueOf(started.values ?? {}, timeZoneColumn);
  const zones = zonesOf(started.phone ?? '', written);
  if (zones.length === 0) return shut('blocked', 'TimeZoneUnknown', channelId);
  const allowed = nextAllowed(at, zones, quietHours);
  if (allowed === null) return shut('blocked', 'NoAllowedHour', channelId);
  return allowed === at ? null : deferred('QuietHours', allowed, channelId);
}

function valueOf(values: Readonly<Record<string, string>>, column: string): string | null {
  return Object.hasOwn(values, column) ? (values[column] ?? null) : null;
}

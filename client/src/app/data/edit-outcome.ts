/**
 * What became of an edit. `saved` means it stands on the disk of this device. What was not saved is nowhere, and the
 * person has to be told: full storage, a device that fails, a field that is too long, a flow with 500 steps already, a
 * flow that was never on this device, a role that does not edit.
 */
export type EditOutcome = { readonly saved: true; readonly opIds: readonly string[] } | Unsaved;

export type Unsaved = { readonly saved: false; readonly why: NotSaved; readonly detail?: string };

export type NotSaved = 'storage-full' | 'device-fault' | 'invalid' | 'too-many-steps' | 'not-here' | 'not-allowed';

/** What became of taking something back. `changed-since`: somebody changed the same thing, and theirs stays. */
export type UndoOutcome =
  { readonly done: true } | { readonly done: false; readonly why: 'nothing' | 'changed-since' | NotSaved };

/** Whether a transaction failed because the device has no room left; Dexie wraps the browser's error. */
export function isStorageFull(fault: unknown): boolean {
  if (typeof fault !== 'object' || fault === null) return false;
  const { name, inner } = fault as { name?: unknown; inner?: unknown };
  return name === 'QuotaExceededError' || (inner !== undefined && inner !== fault && isStorageFull(inner));
}

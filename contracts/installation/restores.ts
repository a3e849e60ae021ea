import type { InstallationEvent, InstallationRestored } from './events.ts';

/** The stream that tells of every restore of this installation. */
export const restoresStream = 'installation-restores';

/** Restores after which the carriers have not been asked yet: until then nothing may be sent. */
export function unreconciled(history: readonly InstallationEvent[]): readonly InstallationRestored['data'][] {
  const reconciled = new Set(
    history.flatMap(({ type, data }) => (type === 'InstallationReconciled' ? [data.restoreId] : [])),
  );
  return history.flatMap(({ type, data }) =>
    type === 'InstallationRestored' && !reconciled.has(data.restoreId) ? [data] : [],
  );
}

import type { InstallationEvent } from './events.ts';

const restoreId = '0193f1a0-0000-7000-8000-0000000000aa';

/** One example of every event of an installation. */
export const installationExamples = {
  InstallationRestored: {
    type: 'InstallationRestored',
    data: { restoreId, events: 1204, until: '2026-11-24T12:00:00.000Z', paused: 1 },
  },
  InstallationReconciled: {
    type: 'InstallationReconciled',
    data: { restoreId, since: '2026-11-24T11:59:00.000Z', received: 2, sent: 3 },
  },
} satisfies { [E in InstallationEvent as E['type']]: E };

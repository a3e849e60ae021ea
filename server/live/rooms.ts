import type { Topic } from '#contracts/kernel/subscriber';
import type { Permission } from '#contracts/person/roles';
import type { Room } from '#contracts/wire/facts';

/** What somebody may who watches a room: the same as for what is fetched over HTTP. */
export function permissionOf(room: Room): Permission {
  return room.startsWith('execution:') ? 'readReports' : 'readCampaigns';
}

/** The room in which a topic is to be seen, and the rows it names; null: in none. */
export function seenIn(topic: Topic): { readonly room: Room; readonly moved?: MovedRows } | null {
  if (topic === 'campaigns' || topic === 'flows' || topic === 'channels') return { room: topic };
  if (topic.startsWith('campaign:') || topic.startsWith('execution:')) return { room: topic as Room };
  const rows = /^rows:([0-9a-f-]{36}):([\d,]*)(\+?)$/.exec(topic);
  if (!rows) return null;
  const [, executionId = '', numbers = '', more = ''] = rows;
  return {
    room: `execution:${executionId}`,
    moved: { numbers: numbers === '' ? [] : numbers.split(',').map(Number), more: more === '+' },
  };
}

/** Rows of an execution by their numbers; `more`: others moved as well. */
export type MovedRows = { readonly numbers: readonly number[]; readonly more: boolean };

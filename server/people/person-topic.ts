import type { Topic } from '#contracts/kernel/subscriber';

const prefix = 'person:';

/** What a person may do was changed, or a sign-in of theirs has ended. */
export function personTopic(personId: string): Topic {
  return `${prefix}${personId}`;
}

export function personOf(topic: Topic): string | null {
  return topic.startsWith(prefix) ? topic.slice(prefix.length) : null;
}

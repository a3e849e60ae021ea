import type { DialogueCallback } from '#contracts/callback/callback';
import { isSpokenOptOut } from '#contracts/contact/opt-out';
import type { Spoken } from './call-story.ts';
import type { Talk } from './phone-persona.ts';

/** What a conversation came to. */
export type Dialogue = Pick<
  DialogueCallback,
  'endedBy' | 'live' | 'wantsTransfer' | 'optOut' | 'seconds' | 'transcript'
>;

/** The AI says what it must and greets; then both say their part. */
export function saidIn({ disclosure, greeting, hold }: Spoken, talk: Talk, seconds: number): Dialogue {
  const { turns, endedBy, wantsTransfer } = talk;
  const opening = [disclosure, greeting].filter((text) => text !== '').map((text) => ({ by: 'ai' as const, text }));
  return {
    ...{ endedBy, seconds, transcript: [...opening, ...turns] },
    live: hold && endedBy === 'ai',
    wantsTransfer: wantsTransfer && turns.length > 0,
    optOut: turns.some(({ by, text }) => by === 'contact' && isSpokenOptOut(text)),
  };
}

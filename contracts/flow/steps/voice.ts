import * as z from 'zod';

/** The voices a person can choose. */
export const voices = ['alloy', 'echo', 'fable', 'onyx', 'nova', 'shimmer'] as const;
export type Voice = (typeof voices)[number];

/** Longest call, so that it ends with a goodbye before a Realtime session does (60 minutes). Seconds. */
export const longestCall = 3_300;

/** How the AI speaks: the settings that outbound and inbound calls have in common. */
export const conversation = {
  /** One of the campaign's voice channels; absent: its only one. */
  channelId: z.uuid().optional(),
  /** Instructions for the AI, with {{column}} in it. */
  systemPrompt: z.string().trim().min(1).max(8_000),
  voice: z.enum(voices).default('alloy'),
  /** The first sentence that is spoken, with {{column}} in it. */
  greeting: z.string().trim().min(1).max(600),
  /** Whether the call is recorded. */
  record: z.boolean().default(false),
  /** The call is ended after this long. Seconds. */
  maxDurationSeconds: z.int().min(10).max(longestCall).default(300),
  /** Columns of the row that are handed to the AI. */
  contextColumns: z.array(z.string().trim().min(1).max(200)).max(50).default([]),
};

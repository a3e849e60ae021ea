import { z } from 'zod';

/** A command as it comes over HTTP: `commandId` is made by the asker, so that asking again is safe. */
export const commandEnvelope = z.object({ commandId: z.uuid(), type: z.string(), data: z.unknown() });

/** An error answer: problem+json (RFC 9457) with the code of the refusal and its sentence. */
export type Problem = {
  readonly type: 'about:blank';
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail: string;
  readonly details?: unknown;
};

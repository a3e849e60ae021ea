import * as z from 'zod';
import { defineStep } from './definition.ts';

const branch = z.object({
  /** Also the name of its port. */
  id: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/)
    .refine((id) => id !== 'default', 'any name but default'),
  label: z.string().trim().min(1).max(60),
  /** Words or phrases; one of them anywhere in the reply is enough. */
  keywords: z.array(z.string().trim().min(1).max(80)).max(50).default([]),
  /** Payloads of quick-reply buttons. */
  buttons: z.array(z.string().trim().min(1).max(256)).max(10).default([]),
});

const configSchema = z.object({
  branches: z
    .array(branch)
    .min(1)
    .max(20)
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'branches with different ids'),
});

export type ResponseBranchConfig = z.infer<typeof configSchema>;

/** Chooses a way by what the contact answered last. */
export const responseBranch = defineStep({
  type: 'ResponseBranch',
  configSchema,
  ports: ({ branches }) => [
    ...branches.map(({ id }) => ({ name: id, required: true })),
    { name: 'default', required: true },
  ],
  check: ({ branches }) =>
    branches
      .filter(({ keywords, buttons }) => keywords.length + buttons.length === 0)
      .map(({ id, label }) => ({
        severity: 'blocks',
        code: 'BranchNeverMatches',
        field: 'branches',
        port: id,
        sentence: `The branch “${label}” has neither keywords nor buttons; add one or remove the branch.`,
      })),
});

/**
 * The port for a reply: the first branch whose button was tapped, else the first that has one of its words in the text
 * as whole words, whatever their case and accents, else `default`.
 */
export function matchBranch(
  { branches }: ResponseBranchConfig,
  reply: { readonly text: string; readonly button: string },
): string {
  const tapped = branches.find(({ buttons }) => reply.button !== '' && buttons.includes(reply.button));
  if (tapped) return tapped.id;
  const words = plain(reply.text);
  return (
    branches.find(({ keywords }) =>
      keywords.some((keyword) => plain(keyword) !== '  ' && words.includes(plain(keyword))),
    )?.id ?? 'default'
  );
}

/** Lower case, no accents, single spaces, and a space at each end so that only whole words match. */
function plain(text: string): string {
  const folded = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return ` ${folded.replace(/[^\p{L}\p{N}]+/gu, ' ').trim()} `;
}

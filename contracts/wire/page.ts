import * as z from 'zod';

/** What is asked of a list that comes in pages. */
export const pageQuery = {
  after: z.string().max(600).optional().meta({ description: 'The `next` of the page before.' }),
  limit: z.coerce.number().int().min(1).max(500).default(100).meta({ description: 'Most entries in one answer.' }),
};

/** Where the next page begins, to be handed back as it is; null: this was the last one. */
export const next = z
  .string()
  .nullable()
  .meta({ description: 'Hand it back as `after` for the next page; null: this was the last one.' });

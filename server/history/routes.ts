import { z } from 'zod';
import { readCampaignHistory } from '#contracts/wire/history-doors';
import { cursorOf, keysIn, wrongCursor } from '#server/engine/http/page';
import { notFound } from '#server/engine/http/problem';
import { readFrom, serve, type Served } from '#server/engine/http/serve';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import { campaignHistory, newestFirst } from './campaign-history.ts';

type Parts = { readonly log: Log; readonly db: Database };

const keys = [z.iso.datetime(), z.string(), z.int().min(0)] as const;

/** Who did what and when, for those who look after it. */
export function historyDoors({ log, db }: Parts): readonly Served[] {
  return [
    serve(
      readFrom(['dataSets'], readCampaignHistory),
      async ({ params: { campaignId }, query: { after = '', limit, of } }) => {
        const list = `history of ${campaignId} ${of ?? ''}`;
        const from = after === '' ? null : keysIn(list, after, keys);
        if (after !== '' && from === null) return wrongCursor(after);
        const all = await campaignHistory(log, db, campaignId, of);
        if (all === null) return notFound('There is no such campaign.');
        const last = from && { at: from[0], stream: from[1], revision: from[2] };
        const rest = last ? all.filter((each) => newestFirst(last, each) < 0) : all;
        const happenings = rest.slice(0, limit);
        const end = happenings.at(-1);
        const next = end && rest.length > limit ? cursorOf(list, [end.at, end.stream, end.revision]) : null;
        return { happenings, next };
      },
    ),
  ];
}

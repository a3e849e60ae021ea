import type { FlowDocument } from '#contracts/flow/document';
import { editsTo } from '#contracts/flow/local-edits';
import { emptyFlow } from '#contracts/flow/state';
import { pushLimit, syncSchema, type PushAnswer } from '#contracts/wire/sync';
import type { Answer, Api } from './api.ts';
import { uuid7 } from './uuid7.ts';

/** Draws one flow into another, which is empty: the ordinary edits of a device that was made for it. */
export async function copyFlow(api: Api, fromFlowId: string, toFlowId: string): Promise<Answer<unknown>> {
  const source = await api.get<{ readonly document: FlowDocument }>(`/api/flows/${fromFlowId}`);
  if (source.outcome !== 'ok') return source;
  const replica = uuid7();
  const ops = editsTo(emptyFlow, source.body.document).map((body, index) => ({
    ...{ opId: uuid7(), replica, seq: index + 1, v: 1, flowId: toFlowId, at: Date.now() },
    ...body,
  }));
  for (const batch of batches(ops)) {
    const pushed = await api.post<PushAnswer>(`/api/flows/${toFlowId}/push`, {
      replica,
      schema: syncSchema,
      ops: batch,
    });
    if (pushed.outcome !== 'ok') return pushed;
  }
  return { outcome: 'ok', body: null };
}

function batches<Op>(ops: readonly Op[]): readonly (readonly Op[])[] {
  const all: Op[][] = [];
  let characters = Infinity;
  for (const op of ops) {
    const size = JSON.stringify(op).length;
    const last = all.at(-1);
    if (!last || last.length === pushLimit.ops || characters + size > pushLimit.characters / 2) {
      all.push([op]);
      characters = size;
    } else {
      last.push(op);
      characters += size;
    }
  }
  return all;
}

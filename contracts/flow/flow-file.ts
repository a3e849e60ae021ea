import * as z from 'zod';
import { connectionIdOf, stepLimit, type FlowDocument } from './document.ts';
import { operationBody } from './operation.ts';
import { emptyDocument } from './document.ts';

/** What a file of a flow says it is, and the newest form this version reads. */
export const flowFileKind = 'ai-flows/flow';
export const flowFileVersion = 1;

/** Characters of the largest file that is looked at. A flow of 500 full steps has less. */
export const longestFlowFile = 20_000_000;

/** Why a file was not read. `found` is the value that stood in the way. */
export type FlowFileRefusal =
  | { readonly why: 'too-large' | 'not-json' | 'not-a-flow' }
  | { readonly why: 'newer'; readonly found: number; readonly wanted: number }
  | { readonly why: 'too-many-steps'; readonly found: number; readonly wanted: number }
  | { readonly why: 'broken'; readonly found: string };

export type FlowFile = { readonly name: string; readonly document: FlowDocument };

const cover = z.looseObject({ kind: z.literal(flowFileKind), version: z.int().min(1) });
const loose = z.looseObject({
  name: z.string().max(200).default(''),
  steps: z.array(z.unknown()),
  connections: z.array(z.unknown()).default([]),
  meta: z.record(z.string(), z.json()).default({}),
});

/** A flow, or a part of one, as text: for a file, and for the clipboard. */
export function writeFlowFile({ name, document }: FlowFile): string {
  const { steps, connections, meta } = document;
  const body = { kind: flowFileKind, version: flowFileVersion, name };
  return JSON.stringify(
    { ...body, steps: Object.values(steps), connections: Object.values(connections), meta },
    null,
    2,
  );
}

/** Reads what `writeFlowFile` wrote. Everything in it is held to what an edit may be; connections without ends are left out. */
export function readFlowFile(
  text: string,
): { readonly ok: true; readonly file: FlowFile } | { readonly ok: false; readonly refusal: FlowFileRefusal } {
  if (text.length > longestFlowFile) return no({ why: 'too-large' });
  const read = parse(text);
  if (read === undefined) return no({ why: 'not-json' });
  const covered = cover.safeParse(read);
  if (!covered.success) return no({ why: 'not-a-flow' });
  if (covered.data.version > flowFileVersion)
    return no({ why: 'newer', found: covered.data.version, wanted: flowFileVersion });
  const inner = loose.safeParse(read);
  if (!inner.success) return no({ why: 'broken', found: inner.error.issues[0]?.path.join('.') ?? '' });
  if (inner.data.steps.length > stepLimit)
    return no({ why: 'too-many-steps', found: inner.data.steps.length, wanted: stepLimit });
  return documentIn(inner.data);
}

function documentIn({ name, steps, connections, meta }: z.infer<typeof loose>): ReturnType<typeof readFlowFile> {
  const document = { ...emptyDocument, steps: {} as Record<string, FlowDocument['steps'][string]>, meta };
  for (const [i, held] of steps.entries()) {
    const read = operationBody.safeParse({ ...(held as object), k: 'addStep' });
    if (!read.success || read.data.k !== 'addStep') return no({ why: 'broken', found: `steps.${i}` });
    const { id, type, x, y, config } = read.data;
    if (document.steps[id]) return no({ why: 'broken', found: `steps.${i}` });
    document.steps[id] = { id, type, x, y, config };
  }
  const ways = new Map<string, FlowDocument['connections'][string]>();
  for (const [i, held] of connections.entries()) {
    const read = operationBody.safeParse({ ...(held as object), k: 'connect' });
    if (!read.success || read.data.k !== 'connect') return no({ why: 'broken', found: `connections.${i}` });
    const { from, port, to } = read.data;
    if (document.steps[from] && document.steps[to]) ways.set(`${from}/${port}`, { from, port, to });
  }
  const drawn = Object.fromEntries([...ways.values()].map((way) => [connectionIdOf(way), way]));
  return { ok: true, file: { name, document: { ...document, connections: drawn } } };
}

function no(refusal: FlowFileRefusal): { readonly ok: false; readonly refusal: FlowFileRefusal } {
  return { ok: false, refusal };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

import { z } from 'zod';
import type { FlowEvent } from '#contracts/flow/events';
import type { OpenConflict } from '#contracts/flow/state';
import { flowVersionsCommand } from '#contracts/flow/versions';
import { commandDoor } from './command-door.ts';
import { door } from './door.ts';
import { next, pageQuery } from './page.ts';
import { pushRequest } from './sync.ts';

const tag = 'Flows';
const params = z.object({ flowId: z.uuid() });
const missing = 'There is no such flow.';
const read = { tag, permission: 'readCampaigns', params } as const;
const held = z.record(z.string(), z.unknown());
const connection = z.object({ from: z.string(), port: z.string(), to: z.string() });

/** A flow as it is drawn. Settings are JSON, as the step types have them. */
export const flowDocument = z
  .object({
    steps: z.record(
      z.string(),
      z.object({ id: z.string(), type: z.string(), x: z.number(), y: z.number(), config: held }),
    ),
    connections: z.record(z.string(), connection).meta({ description: 'By their id, `from/port>to`.' }),
    meta: held,
  })
  .meta({ id: 'FlowDocument' });

export const flowRow = z
  .object({
    ...{ flow_id: z.uuid(), name: z.string(), status: z.enum(['open', 'archived']), rev: z.int() },
    ...{ published_version: z.int().nullable(), published_rev: z.int().nullable() },
    ...{ created_at: z.iso.datetime(), edited_at: z.iso.datetime(), position: z.int() },
  })
  .meta({ id: 'Flow' });

export const listFlows = door({
  ...{ name: 'listFlows', method: 'get', path: '/api/flows', tag, permission: 'readCampaigns' },
  query: z.strictObject(pageQuery),
  summary: 'Every flow, the newest first.',
  answer: z.object({ flows: z.array(flowRow), next }),
});

export const readFlow = door({
  ...{ name: 'readFlow', method: 'get', path: '/api/flows/{flowId}', ...read, missing },
  summary: 'A flow as it is drawn now, with its open conflicts and published versions.',
  answer: z.object({
    ...{ flowId: z.uuid(), name: z.string(), status: z.enum(['open', 'archived']) },
    rev: z.int().min(-1).meta({ description: 'Revision of its last edit; -1: there is none.' }),
    document: flowDocument,
    conflicts: z
      .array(z.custom<OpenConflict>((value) => typeof value === 'object').meta({ type: 'object' }))
      .readonly(),
    versions: z.array(z.object({ version: z.int(), rev: z.int() })).readonly(),
  }),
});

export const listFlowEvents = door({
  ...{ name: 'listFlowEvents', method: 'get', path: '/api/flows/{flowId}/events', ...read, missing },
  query: z.strictObject({ fromRev: z.coerce.number().int().min(-1).default(-1) }),
  summary: 'The edits behind a revision, at most 500 at once, and the newest revision.',
  answer: z.object({
    events: z
      .array(
        z.object({
          rev: z.int(),
          event: z.custom<FlowEvent>((value) => typeof value === 'object').meta({ type: 'object' }),
          time: z.iso.datetime(),
        }),
      )
      .readonly(),
    head: z.int().min(-1),
  }),
});

const finding = z
  .object({
    ...{ severity: z.enum(['blocks', 'warns']), code: z.string(), step: z.string().optional() },
    ...{ field: z.string().optional(), port: z.string().optional(), sentence: z.string() },
  })
  .meta({ id: 'Finding' });

export const findFlow = door({
  ...{ name: 'findFlow', method: 'get', path: '/api/flows/{flowId}/findings', ...read },
  query: z.strictObject({ campaignId: z.uuid() }),
  summary: 'What stands in the way of publishing it for a campaign, and what should be looked at.',
  answer: z.object({ findings: z.array(finding).readonly() }),
  missing: 'There is no such flow, or no such campaign uses it.',
});

const change = z
  .object({
    kind: z.enum([
      ...['stepAdded', 'stepRemoved', 'stepMoved', 'fieldSet', 'connected', 'disconnected', 'metaSet'],
    ] as const),
    ...{ step: z.string().nullable(), type: z.string().nullable(), field: z.string().nullable() },
    ...{ before: z.unknown(), after: z.unknown(), connection: connection.nullable() },
    by: z.string().nullable().meta({ description: 'Who made it; names at /api/people/names.' }),
    rev: z.int().nullable().meta({ description: 'Revision of the edit that made it.' }),
  })
  .meta({ id: 'FlowChange' });

export const diffFlowDraft = door({
  ...{ name: 'diffFlowDraft', method: 'get', path: '/api/flows/{flowId}/diff', ...read, missing },
  query: z.strictObject({
    from: z.coerce
      .number()
      .int()
      .min(1)
      .optional()
      .meta({ description: 'A version; absent: the one before `to`, and for the draft the newest published.' }),
    to: z.coerce.number().int().min(1).optional().meta({ description: 'A version; absent: the draft.' }),
  }),
  summary: 'What publishing would change: the draft against the newest version, with who changed it.',
  answer: z.object({
    from: z.int().nullable().meta({ description: 'null: nothing was published yet.' }),
    to: z.int().nullable().meta({ description: 'null: the draft.' }),
    rev: z.int().meta({ description: 'Revision of the draft or the version; publishing hands it back.' }),
    changes: z.array(change).readonly(),
  }),
});

const version = z
  .object({
    ...{ version: z.int(), rev: z.int(), steps: z.int() },
    ...{ published_by: z.string(), published_at: z.iso.datetime() },
  })
  .meta({ id: 'FlowVersion' });
export const flowVersionRow = version;

export const listFlowVersions = door({
  ...{ name: 'listFlowVersions', method: 'get', path: '/api/flows/{flowId}/versions', ...read, missing },
  query: z.strictObject(pageQuery),
  summary: 'Published versions, the newest first.',
  answer: z.object({ versions: z.array(version), next }),
});

export const readFlowVersion = door({
  ...{ name: 'readFlowVersion', method: 'get', path: '/api/flows/{flowId}/versions/{version}', tag },
  ...{ permission: 'readCampaigns', missing: 'There is no such version of this flow.' },
  params: z.object({ flowId: z.uuid(), version: z.coerce.number().int().min(1) }),
  summary: 'A published version; it never changes.',
  answer: z.object({ version: z.int(), rev: z.int(), document: flowDocument }),
});

export const pushFlow = door({
  ...{ name: 'pushFlow', method: 'post', path: '/api/flows/{flowId}/push', tag, permission: 'editFlows' },
  ...{ params, missing, body: pushRequest, refusals: ['FlowIsArchived'] },
  summary: 'Push edits of one device, in their order; the same as over the socket.',
  answer: z.object({
    status: z.enum(['ok', 'gap', 'fork', 'busy', 'needs-auth', 'forbidden', 'upgrade', 'refused']),
    lastSeq: z.int().min(0),
    head: z.int().min(-1),
    ...{ code: z.string().optional(), detail: z.string().optional() },
    details: z.record(z.string(), z.unknown()).optional(),
  }),
});

export const commandFlow = commandDoor({
  ...{ name: 'commandFlow', path: '/api/flows/{flowId}/commands', tag, permission: 'editFlows', params },
  summary: 'Create or publish a flow, archive it or take it out of the archive.',
  command: flowVersionsCommand,
  refusals: [
    ...[
      'CampaignIsMissing',
      'FlowChangedSinceShown',
      'FlowExists',
      'FlowHasFindings',
      'FlowIsArchived',
      'FlowIsMissing',
    ],
  ],
});

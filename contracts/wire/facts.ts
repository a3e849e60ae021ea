import * as z from 'zod';

const id = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';

/**
 * What a screen can watch. `campaigns`, `flows` and `channels` are the lists; `campaign:<id>` is one campaign with its
 * executions and data sets; `execution:<id>` is one execution with its rows.
 */
export const roomName = z.union([
  z.enum(['campaigns', 'flows', 'channels']),
  z.string().regex(new RegExp(`^campaign:${id}$`)) as z.ZodType<`campaign:${string}`>,
  z.string().regex(new RegExp(`^execution:${id}$`)) as z.ZodType<`execution:${string}`>,
]);

export type Room = z.infer<typeof roomName>;

/**
 * What is so now, after the commit. A fact is a state and not a change: the newer one takes the place of the older. Its
 * fields are those that the same thing has over HTTP, so that it can be laid over what was fetched. `position` is how
 * far in the history it has come; a fact with a lower one is older.
 */
export type Fact = CampaignFact | ExecutionFact | RowsFact | DataSetFact | FlowFact | ChannelFact;

export type CampaignFact = {
  readonly kind: 'campaign';
  readonly campaign_id: string;
  readonly name: string;
  readonly status: 'draft' | 'active' | 'completed' | 'archived';
  readonly flow_id: string;
  readonly running_execution_id: string | null;
  readonly executions: number;
  readonly changed_at: string;
  readonly position: number;
};

/** How many rows of an execution stand how; see the columns of the table `executions`. */
export type ExecutionCounts = Readonly<
  Record<
    | 'rows'
    | 'admitted'
    | 'started'
    | 'contacted'
    | 'messaged'
    | 'delivered'
    | 'read'
    | 'replied'
    | 'called'
    | 'calls'
    | 'answered'
    | 'transferred'
    | 'waiting'
    | 'deferred'
    | 'retries'
    | 'completed'
    | 'failed'
    | 'suppressed'
    | 'opted_out'
    | 'stopped'
    | 'in_doubt',
    number
  >
>;

export type ExecutionFact = ExecutionCounts & {
  readonly kind: 'execution';
  readonly execution_id: string;
  readonly campaign_id: string;
  readonly status: 'running' | 'pausing' | 'paused' | 'stopping' | 'stopped' | 'completed';
  readonly pause_cause: string | null;
  readonly pause_sentence: string | null;
  readonly started_at: string;
  readonly ended_at: string | null;
  readonly position: number;
};

/** Rows that moved, as they stand now. `more`: others moved as well; a list of rows is not complete by it. */
export type RowsFact = {
  readonly kind: 'rows';
  readonly execution_id: string;
  readonly rows: readonly RowFact[];
  readonly more: boolean;
};

export type RowFact = {
  readonly row_id: string;
  readonly n: number;
  readonly file_row: number | null;
  readonly status: 'open' | 'ended';
  readonly step: string;
  readonly waiting_until: string | null;
  readonly deferred_because: string | null;
  readonly outcome: string | null;
  readonly label: string | null;
  readonly reason: string | null;
  readonly attempts: number;
  readonly in_doubt: boolean;
  readonly delivered: boolean;
  readonly read: boolean;
  readonly replied: boolean;
  readonly position: number;
};

/** Most rows in one fact: at ten frames a second more than anybody can follow, and small enough for a hundred screens. */
export const rowsInFact = 20;

export type DataSetFact = {
  readonly kind: 'dataSet';
  readonly data_set_id: string;
  readonly campaign_id: string;
  readonly status: 'processing' | 'ready' | 'failed';
  readonly bytes: number;
  /** How far the file was read, in bytes. */
  readonly read_bytes: number;
  readonly rows: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly duplicates: number;
  readonly position: number;
};

export type FlowFact = {
  readonly kind: 'flow';
  readonly flow_id: string;
  readonly name: string;
  readonly status: 'open' | 'archived';
  readonly rev: number;
  readonly published_version: number | null;
  readonly published_rev: number | null;
  readonly edited_at: string;
  readonly position: number;
};

/** How well a channel works, told from its last attempts. */
export type ChannelFact = {
  readonly kind: 'channel';
  readonly channel_id: string;
  readonly state: 'ok' | 'degraded' | 'failing';
  readonly attempts: number;
  readonly recent_trouble: number;
  readonly last_failure: string | null;
  readonly last_failed_at: string | null;
  readonly last_reached_at: string | null;
  readonly position: number;
};

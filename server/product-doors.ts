import type { Instant } from '#contracts/kernel/event';
import { readInstallation } from '#contracts/wire/installation-doors';
import { agentDoors } from '#server/agents/routes';
import { campaignDoors } from '#server/campaigns/routes';
import { channelDoors } from '#server/channels/routes';
import { contactDoors } from '#server/contacts/routes';
import { rejectsDoors } from '#server/datasets/rejects-routes';
import { dataSetDoors } from '#server/datasets/routes';
import { uploadDoors } from '#server/datasets/upload-routes';
import { serve, type Served } from '#server/engine/http/serve';
import type { Log } from '#server/engine/log/log';
import type { Database } from '#server/engine/postgres/database';
import type { OwnWrites } from '#server/engine/subscriptions/own-writes';
import { executionDoors } from '#server/executions/routes';
import type { FlowFolds } from '#server/flows/flow-folds';
import { flowReadDoors } from '#server/flows/read-routes';
import { flowDoors } from '#server/flows/routes';
import { historyDoors } from '#server/history/routes';
import { organisationDoors } from '#server/organisation/routes';
import { personNamesDoor } from '#server/people/names-door';
import { reportDoors } from '#server/reports/routes';
import { templateDoors } from '#server/templates/routes';

type Parts = {
  readonly log: Log;
  readonly db: Database;
  readonly ownWrites: OwnWrites;
  readonly now: () => Instant;
  readonly folds: FlowFolds;
  /** A pseudonym under the installation's secret. */
  readonly idOf: (value: string) => string;
  readonly carriers: readonly string[];
  readonly organisationCountry: string | null;
  readonly uploadLimitBytes: number;
  readonly wakeImporter: () => void;
  readonly flowAppended: (flowId: string) => void;
};

/** Every door of the slices; a new one is added here. */
export function productDoors(parts: Parts): readonly Served[] {
  const { idOf, carriers, flowAppended } = parts;
  return [
    ...campaignDoors(parts),
    ...flowReadDoors(parts),
    ...flowDoors({ ...parts, appended: flowAppended }),
    ...channelDoors(parts),
    ...templateDoors(parts),
    ...agentDoors(parts),
    ...dataSetDoors(parts),
    ...rejectsDoors(parts),
    ...uploadDoors(parts),
    ...executionDoors(parts),
    ...reportDoors(parts),
    ...historyDoors(parts),
    ...contactDoors({ ...parts, contactIdOf: idOf }),
    ...organisationDoors(parts),
    personNamesDoor(parts),
    serve(readInstallation, () => Promise.resolve({ carriers: [...carriers] })),
  ];
}

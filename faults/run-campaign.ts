import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { makeCampaign, makeFlow } from '#scripts/demo/prepare';
import type { Session } from '#scripts/demo/session';
import { onInstallation } from '#scripts/with-installation';
import { createSignIn } from '#server/people/sign-in';

type Wanted = {
  readonly folder: string;
  readonly rows: number;
  /** Tells its contacts from those of other runs. */
  readonly run: number;
  /** What the days of a flow are divided by. */
  readonly timeScale?: number;
  /** Called with the execution as soon as it was started. */
  readonly started?: (executionId: string) => void;
};

/** One campaign from its file to its end, as a person would do it over HTTP; returns its execution. */
export async function runCampaign(
  session: Session,
  { folder, rows, run, timeScale = 20_000, started = () => undefined }: Wanted,
): Promise<string> {
  const csv = join(folder, `contacts-${run}.csv`);
  writeFileSync(csv, contacts(rows, run));
  const made = await uploaded(session, csv);
  const { campaignId, dataSetId } = made;
  await listed(session, made.agentId);
  await makeFlow(session, made);
  await session.command(`/api/campaigns/${campaignId}/commands`, 'ActivateCampaign', {});
  const executionId = randomUUID();
  await session.command(`/api/campaigns/${campaignId}/commands`, 'StartExecution', {
    executionId,
    dataSetId,
    settings: { batchSize: 250, delaySeconds: 0, timeScale, pacing: 'none', quietHours: null, autoPause: null },
  });
  started(executionId);
  for (;;) {
    const found = await session
      .get<{ totals: { status: string } }>(`/api/executions/${executionId}/report`)
      .catch(() => null);
    if (found?.totals.status === 'completed') return executionId;
    await wait(200);
  }
}

/** A flow is looked through with the agents that are listed, and a list may be a moment behind. */
async function listed(session: Session, agentId: string): Promise<void> {
  for (;;) {
    const { agents } = await session.get<{ agents: readonly { agentId: string }[] }>('/api/agents');
    if (agents.some((each) => each.agentId === agentId)) return;
    await wait(50);
  }
}

/** An upload that was cut off by a kill is simply begun again, as a person would. */
async function uploaded(session: Session, csv: string): ReturnType<typeof makeCampaign> {
  for (;;) {
    try {
      return await makeCampaign(session, { csv, country: 'CL', phone: null });
    } catch {
      await wait(100);
    }
  }
}

/** Mobile numbers that differ from run to run; every twentieth row is no good. */
function contacts(rows: number, run: number): string {
  const lines: string[] = [];
  for (let i = 0; lines.length < rows; i += 1) {
    const number = `+569${String(20_000_000 + run * 1_000_000 + i * 7).padStart(8, '0')}`;
    if (lines.length % 20 === 19) lines.push(`Nobody ${i},12`);
    else lines.push(`Person ${i},${number}`);
  }
  return `name,phone\n${lines.join('\n')}\n`;
}

/** What signs the first administrator in. */
export async function tokenOf(folder: string, eventStoreUrl = ''): Promise<string> {
  process.env.DATA_DIR = folder;
  process.env.EVENTSTORE_URL = eventStoreUrl;
  return onInstallation(
    async ({ config, log, idOf }) =>
      (
        await createSignIn({ log, personIdOf: idOf, now: () => new Date().toISOString() }).issueLink(
          config.ADMIN_EMAIL,
          60,
        )
      ).token ?? '',
  );
}

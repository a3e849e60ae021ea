import { randomUUID } from 'node:crypto';
import { existsSync, statSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { readCommandLine } from '#server/command-line';
import { readConfig } from '#server/config';
import { createSignIn } from '#server/people/sign-in';
import { makeCampaign, makeFlow, type Asked } from './demo/prepare.ts';
import { progressBar } from './demo/progress-bar.ts';
import { endedRows, reportText, summaryOf, type Report } from './demo/report.ts';
import { runningServer } from './demo/running-server.ts';
import { signIn, type Session } from './demo/session.ts';
import { onInstallation } from './with-installation.ts';

/**
 * `npm run demo -- --csv FILE [--country CL] [--phone COLUMN] [--json]`: the whole job over HTTP, from an uploaded file to
 * the report, against a running server or one that is started for it.
 */

/** A day of waiting takes 8.64 seconds. */
const timeScale = 10_000;
const pollMs = 250;
const usage = `Usage: npm run demo -- --csv FILE [--country CL] [--phone COLUMN] [--json]
  --csv      the file with the contacts
  --country  country of numbers without a prefix, as two letters (ISO 3166)
  --phone    name of the column with the numbers; guessed from the header unless named
  --json     ends with one line of totals as JSON`;

function askedFor(): Asked & { readonly json: boolean } {
  const options = {
    csv: { type: 'string' },
    country: { type: 'string' },
    phone: { type: 'string' },
    json: { type: 'boolean' },
  } as const;
  const { values } = readCommandLine(usage, options);
  if (values.csv === undefined) throw new Error(`--csv is missing; name the file with the contacts.\n${usage}`);
  if (!existsSync(values.csv) || !statSync(values.csv).isFile())
    throw new Error(`There is no file “${values.csv}”; check its path.\n${usage}`);
  return {
    csv: values.csv,
    country: values.country?.toUpperCase() ?? null,
    phone: values.phone ?? null,
    json: values.json ?? false,
  };
}

async function main(): Promise<void> {
  const asked = askedFor();
  const began = Date.now();
  const server = await runningServer(readConfig(process.env));
  try {
    const session = await signIn(server.url, await oneTimeToken());
    const made = await makeCampaign(session, asked);
    const { campaignId, dataSetId, totals } = made;
    await makeFlow(session, made);
    await session.command(`/api/campaigns/${campaignId}/commands`, 'ActivateCampaign', {});
    const report = await execute(session, campaignId, dataSetId);
    const seconds = Math.round((Date.now() - began) / 100) / 10;
    process.stdout.write(`${reportText(totals, report)}\n`);
    if (asked.json) process.stdout.write(`${JSON.stringify(summaryOf(totals, report, seconds))}\n`);
  } finally {
    await server.stop();
  }
}

/** Whoever may open the installation's database may sign in. */
function oneTimeToken(): Promise<string> {
  return onInstallation(async ({ config, log, idOf }) => {
    const link = await createSignIn({ log, personIdOf: idOf, now: () => new Date().toISOString() }).issueLink(
      config.ADMIN_EMAIL,
      5,
    );
    if (link.token === undefined)
      throw new Error(`No sign-in link could be made for ${config.ADMIN_EMAIL}; set ADMIN_EMAIL to an administrator.`);
    return link.token;
  });
}

async function execute(session: Session, campaignId: string, dataSetId: string): Promise<Report> {
  const executionId = randomUUID();
  const settings = { batchSize: 2_000, delaySeconds: 0, timeScale, pacing: 'none', quietHours: null, autoPause: null };
  await session.command(`/api/campaigns/${campaignId}/commands`, 'StartExecution', {
    executionId,
    dataSetId,
    settings,
  });
  const bar = progressBar('Executing');
  for (;;) {
    const report = await session.get<Report>(`/api/executions/${executionId}/report`).catch(() => null);
    if (report) {
      const { rows, contacted, replied, status } = report.totals;
      bar.show(endedRows(report.totals), rows, `${contacted} contacted, ${replied} replied`);
      if (status === 'completed' || status === 'stopped') {
        bar.end();
        return session.get<Report>(`/api/executions/${executionId}/report`);
      }
      if (status === 'paused') throw new Error(`The execution ${executionId} was paused; resume it to go on.`);
    }
    await wait(pollMs);
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
});

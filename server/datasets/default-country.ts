import { campaign } from '#contracts/campaign/campaign';
import type { CampaignEvent } from '#contracts/campaign/events';
import { isCountry } from '#contracts/data-set/phone';
import { refuse, type Refusal } from '#contracts/kernel/command';
import { fold } from '#contracts/kernel/decider';
import { organisation, organisationStream } from '#contracts/organisation/organisation';
import type { OrganisationEvent } from '#contracts/organisation/events';
import type { Log } from '#server/engine/log/log';

type Asked = { readonly country: string | undefined; readonly campaignId: string };

/**
 * The country of numbers written without a country code: as said for the data set, else as the campaign has it, else the
 * organisation's, else the one it was started with.
 */
export async function defaultCountry(
  log: Log,
  { country, campaignId }: Asked,
  startedWith: string | null,
): Promise<string | null | Refusal> {
  const said = country?.trim().toUpperCase() ?? '';
  if (said === '') return (await campaignCountry(log, campaignId)) ?? (await organisationCountry(log)) ?? startedWith;
  return isCountry(said)
    ? said
    : refuse('CountryIsUnknown', `“${country ?? ''}” is no country code; use two letters as in CL, ES or MX.`, {
        country,
      });
}

async function campaignCountry(log: Log, campaignId: string): Promise<string | null> {
  const events = await log.read(`campaign-${campaignId}`);
  const state = fold(
    campaign,
    events.map(({ event }) => event as CampaignEvent),
  );
  return state.status === 'missing' ? null : state.rules.defaultCountry;
}

async function organisationCountry(log: Log): Promise<string | null> {
  const events = await log.read(organisationStream);
  return fold(
    organisation,
    events.map(({ event }) => event as OrganisationEvent),
  ).country;
}

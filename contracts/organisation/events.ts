import type { QuietHours } from '#contracts/contact/quiet-hours';
import type { Event } from '#contracts/kernel/event';

/** What campaigns and data sets begin with, unless they have their own; null: there is none. */
export type OrganisationDefaults = {
  /** ISO 3166 alpha-2 country of numbers written without a country code. */
  readonly country: string | null;
  /** IANA name, as in America/Santiago. */
  readonly timeZone: string | null;
  readonly quietHours: QuietHours | null;
};

/** An administrator set the organisation's defaults, all of them. */
export type OrganisationDefaultsSet = Event<'OrganisationDefaultsSet', OrganisationDefaults>;

export type OrganisationEvent = OrganisationDefaultsSet;

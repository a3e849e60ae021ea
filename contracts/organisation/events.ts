import type { Event } from '#contracts/kernel/event';

/** Local times between which nobody is called or written to; `end` may be the morning after. `HH:MM`, 24 hours. */
export type QuietHours = { readonly start: string; readonly end: string };

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

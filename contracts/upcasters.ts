import { executionSettings } from '#contracts/execution/settings';

/** What an event's data became when its shape changed: from the shape before to the shape after. */
type Upcast = (data: unknown) => unknown;

/** Settings as they were before there was a pace, quiet hours and retries: none of it was there, so nothing of it is. */
const settledBefore: Upcast = (data) => {
  const { settings, ...run } = data as { readonly settings: object };
  const none = { pacing: 'none', quietHours: null, retries: {}, autoPause: null };
  return { ...run, disclosure: '', retryOf: null, settings: executionSettings.parse({ ...none, ...settings }) };
};

/**
 * For each type of event the steps from its first shape to the present one. Events are never changed: what was written
 * in an older shape is read in the present one. A step never looks at personal fields, which are sealed.
 */
export const upcasters: Readonly<Record<string, readonly Upcast[]>> = {
  /** 2: pace, quiet hours, retries, automatic pause; what is said first in a call; the run that is tried again. */
  CampaignExecutionStarted: [settledBefore],
  ExecutionStarted: [settledBefore],
};

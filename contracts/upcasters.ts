import { executionSettings } from '#contracts/execution/settings';
import type { Upcasters } from '#contracts/kernel/upcasters';

/** Settings as they were before there was a pace, quiet hours and retries: none of it was there, so nothing of it is. */
const settledBefore = (data: unknown): unknown => {
  const { settings, ...run } = data as { readonly settings: object };
  const none = { pacing: 'none', quietHours: null, retries: {}, autoPause: null };
  return { ...run, disclosure: '', retryOf: null, settings: executionSettings.parse({ ...none, ...settings }) };
};

/**
 * How events that were written in an older shape are read today, by type: the steps from the first shape to the present
 * one. Whoever changes the data of an event adds a step here, and `npm run stored-examples` adds the new shape beside
 * the old ones, which are never touched. A step never looks at personal fields, which are sealed.
 */
export const upcasters: Upcasters = {
  /** 2: pace, quiet hours, retries, automatic pause; what is said first in a call; the run that is tried again. */
  CampaignExecutionStarted: [settledBefore],
  ExecutionStarted: [settledBefore],
  /** 2: the row of the file. */
  RowStarted: [(data) => ({ ...(data as object), line: null })],
};

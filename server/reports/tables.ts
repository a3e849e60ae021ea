/** Tables that can be taken out as CSV, by the name of the file: their view, and in which order. */
export type Tables = Readonly<Record<string, readonly [view: string, order: string]>>;

/** Of an execution; its rows have a door of their own, since they can be chosen. */
export const executionTables: Tables = {
  totals: ['execution_totals', 'execution_id'],
  decisions: ['contact_decisions', 'position'],
  messages: ['messages', 'attempt_id'],
  calls: ['calls', 'attempt_id'],
  transfers: ['transfers', 'attempt_id'],
  whatsapp: ['whatsapp_report', 'execution_id'],
  voice: ['voice_report', 'execution_id'],
  templates: ['template_performance', 'name, language, template_id'],
  outcomes: ['conversation_outcomes', 'outcome'],
  'call-outcomes': ['voice_outcomes', 'outcome, label'],
  'message-failures': ['message_failures', 'failure, error_code'],
  'call-failures': ['call_failures', 'result, failure, error_code'],
  funnel: ['step_funnel', 'step, port'],
  steps: ['step_totals', 'step'],
  hourly: ['activity_hourly', 'hour'],
  daily: ['activity_daily', 'day'],
};

/** Of a campaign. */
export const campaignTables: Tables = {
  totals: ['campaign_totals', 'campaign_id'],
  executions: ['execution_totals', 'started_at, execution_id'],
  whatsapp: ['whatsapp_report', 'execution_id'],
  voice: ['voice_report', 'execution_id'],
  retries: ['retries', 'started_at, execution_id'],
  rows: ['rows', 'execution_id, n'],
  imports: ['data_set_totals', 'uploaded_at, data_set_id'],
};

import type { RowFilter, RowFlag } from '#contracts/wire/row-filter';

const flags: Readonly<Record<RowFlag, string>> = {
  contacted: 'r.contacted',
  messaged: 'r.messaged',
  delivered: 'r.delivered',
  read: 'r.read',
  replied: 'r.replied',
  called: 'r.calls > 0',
  answered: 'r.answered',
  transferred: 'r.transferred',
  waiting: 'r.waiting_until is not null',
  deferred: 'r.deferred_because is not null',
  retried: 'r.retries > 0',
  inDoubt: 'r.in_doubt',
};

/** The filter as SQL conditions over `reporting.rows r`, and the values of their places from `$first` on. */
export function conditionsOf(
  filter: RowFilter,
  first: number,
): { readonly sql: string; readonly values: readonly unknown[] } {
  const values: unknown[] = [];
  const place = (value: unknown): string => `$${first - 1 + values.push(value)}`;
  const found: string[] = [];
  const when = <T>(value: T | undefined, condition: (value: T) => string): void => {
    if (value !== undefined) found.push(condition(value));
  };
  const has = (view: string, condition: string): string =>
    `exists (select from reporting.${view} x where x.row_id = r.row_id and ${condition})`;
  when(filter.outcome, (outcome) => `coalesce(r.outcome, 'open') = ${place(outcome)}`);
  when(filter.label, (label) => `r.label = ${place(label)}`);
  when(filter.reason, (reason) => `r.reason = ${place(reason)}`);
  when(filter.step, (id) => passed(filter.port, id, place));
  when(filter.at, (id) => `r.status = 'open' and r.step = ${place(id)}`);
  when(filter.verdict, (verdict) => has('contact_decisions', `x.verdict = ${place(verdict)}`));
  when(filter.why, (why) => has('contact_decisions', `x.reason = ${place(why)}`));
  when(filter.templateId, (id) => has('messages', `x.template_id = ${place(id)} and x.accepted_at is not null`));
  when(filter.failure, (failure) => has('messages', `x.failure = ${place(failure)} and x.delivered_at is null`));
  when(filter.callResult, (result) => has('calls', `x.result = ${place(result)}`));
  when(filter.callOutcome, (outcome) => has('calls', `x.outcome = ${place(outcome)}`));
  when(filter.transferResult, (result) => has('transfers', `x.result = ${place(result)}`));
  when(filter.is, (flag) => flags[flag]);
  return { sql: found.map((condition) => ` and ${condition}`).join(''), values };
}

function passed(port: string | undefined, step: string, place: (value: unknown) => string): string {
  if (port !== undefined) return `r.passed @> to_jsonb(${place(`${step}/${port}`)}::text)`;
  const id = place(step);
  return `(r.step = ${id} or exists (select from jsonb_array_elements_text(r.passed) p(way) where split_part(p.way, '/', 1) = ${id}))`;
}

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { FlowDocument, Step } from '#contracts/flow/document';
import { givenTitle, ordinalsOf } from '#contracts/flow/step-title';
import type { Event } from '#contracts/kernel/event';
import { projections } from '#projections/all';
import { rebuild } from '#server/engine/subscriptions/rebuild';
import { openRecordedHistory, recordRun, type RecordedHistory } from '#testing/recorded-history';
import { ofType, toldCalls, type Told } from '#testing/told-calls';

let history: RecordedHistory;
let run: Awaited<ReturnType<typeof recordRun>>;
let told: readonly Told[];

beforeAll(async () => {
  history = await openRecordedHistory();
  run = await recordRun(history, { rows: 240, seed: 20_261_124 });
  await history.caughtUp();
  const events: Event[] = [];
  const head = Number(await history.log.head());
  for await (const batch of history.log.subscribe({
    after: null,
    batch: 5_000,
    signal: new AbortController().signal,
  })) {
    events.push(...batch.map(({ event }) => event));
    if (events.length >= head) break;
  }
  told = events as readonly Told[];
});
afterAll(() => history.close());

const all = <T extends Told['type']>(type: T) => ofType(told, type);
const attempts = (of: readonly { readonly attemptId: string }[]): ReadonlySet<string> =>
  new Set(of.map(({ attemptId }) => attemptId));
const rowsOf = (of: readonly { readonly rowId: string }[]): number => new Set(of.map(({ rowId }) => rowId)).size;
const count = <T>(of: Iterable<T>, is: (one: T) => boolean): number => [...of].filter(is).length;

/** The steps that came with a publication; none of any other event. */
function stepsPublished({ type, data }: Event): readonly Step[] {
  return type === 'FlowPublished' ? Object.values((data as { document: FlowDocument }).document.steps) : [];
}

function sums(parts: readonly (readonly [name: string, amount: number])[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [name, amount] of parts) found.set(name, (found.get(name) ?? 0) + amount);
  return found;
}

async function view(name: string): Promise<Record<string, unknown>[]> {
  const { rows } = await history.db.pool.query<Record<string, unknown>>(
    `select * from reporting.${name} where execution_id = $1`,
    [run.executionId],
  );
  return rows;
}

describe('the reports say what the history says', () => {
  test('the totals of the run', async () => {
    const ends = all('RowEnded');
    const ended = (outcome: string): number => count(ends, (each) => each.outcome === outcome);
    const messages = attempts(all('AttemptIntended'));
    const outbound = attempts(all('CallIntended').filter(({ direction }) => direction === 'outbound'));
    const calls = attempts(all('CallIntended'));
    const accepted = all('AttemptAccepted');
    const reached = all('CallbackRecorded').filter(({ status }) => status === 'delivered' || status === 'read');
    const rowOf = ({ attemptId }: { readonly attemptId: string }) => ({ rowId: attemptId.split('.')[0] ?? '' });
    const humans = all('CallStatusRecorded').filter(
      (each) => each.status === 'completed' && each.answeredBy === 'human',
    );
    const answered = [...all('CallConcluded').filter(({ result }) => result === 'answered'), ...humans.map(rowOf)];
    const [totals] = await view('execution_totals');
    expect(totals).toMatchObject({
      ...{ rows: 240, admitted: 240, queued: 0, open: 240 - ends.length },
      contacted: rowsOf(accepted.filter(({ attemptId }) => messages.has(attemptId) || calls.has(attemptId))),
      messaged: rowsOf(accepted.filter(({ attemptId }) => messages.has(attemptId))),
      delivered: rowsOf(reached.map(rowOf)),
      read: rowsOf(reached.filter(({ status }) => status === 'read').map(rowOf)),
      replied: rowsOf(all('ReplyReceived')),
      called: rowsOf(accepted.filter(({ attemptId }) => outbound.has(attemptId))),
      calls: count(accepted, ({ attemptId }) => outbound.has(attemptId)),
      answered: rowsOf(answered),
      transferred: rowsOf(all('TransferConcluded').filter(({ result }) => result === 'bridged')),
      retries: count(all('ContactDecided'), ({ reason }) => reason === 'RetryLater'),
      ...{ completed: ended('completed'), failed: ended('failed'), opted_out: ended('optedOut') },
      ...{ suppressed: ended('suppressed'), stopped: ended('stopped') },
    });
    expect([totals?.calls, totals?.retries, totals?.transferred].every((each) => Number(each) > 0)).toBe(true);
  });
  test('who waits, and who is put off', async () => {
    const waits = new Map<string, 'waits' | 'deferred'>();
    const last = new Map<string, Told>();
    for (const event of told) {
      if (!('rowId' in event.data)) continue;
      const { rowId } = event.data;
      const before = last.get(rowId);
      last.set(rowId, event);
      const putOff = before?.type === 'ContactDecided' && before.data.verdict === 'deferred';
      if (event.type === 'RowMoved' && event.data.until !== null) waits.set(rowId, putOff ? 'deferred' : 'waits');
      else if (/^(RowMoved|RowEnded|\w+Intended)$/.test(event.type)) waits.delete(rowId);
    }
    const [totals] = await view('execution_totals');
    expect([totals?.waiting, totals?.deferred]).toEqual([
      waits.size,
      count(waits.values(), (each) => each === 'deferred'),
    ]);
    expect(totals?.deferred).toBeGreaterThan(0);
  });
  test('WhatsApp', async () => {
    const messages = attempts(all('AttemptIntended'));
    const sent = attempts(all('AttemptAccepted').filter(({ attemptId }) => messages.has(attemptId)));
    const with_ = (pattern: RegExp) => attempts(all('CallbackRecorded').filter(({ status }) => pattern.test(status)));
    const delivered = with_(/^(delivered|read)$/);
    const failed = new Set([...with_(/^(failed|undelivered)$/), ...attempts(all('AttemptFailed'))]);
    const failures = [...failed].filter((each) => messages.has(each) && !delivered.has(each));
    const [report] = await view('whatsapp_report');
    const messaged = new Set([...sent].map((each) => each.split('.')[0])).size;
    expect(report).toMatchObject({
      ...{ sent: sent.size, delivered: delivered.size, read: with_(/^read$/).size, failed: failures.length },
      response_rate: Math.round((rowsOf(all('ReplyReceived')) / messaged) * 10_000) / 10_000,
    });
    const byReason = await view('message_failures');
    expect(byReason.reduce((sum, { messages: n }) => sum + Number(n), 0)).toBe(failures.length);
    expect(new Set(byReason.map(({ failure }) => failure))).toEqual(
      new Set(['carrier', 'notOnWhatsApp', 'rateLimited', 'windowClosed']),
    );
    const [template] = await view('template_performance');
    const asked = attempts(all('AttemptIntended').filter(({ templateId }) => templateId !== null));
    expect(template).toMatchObject({ name: 'reminder', sent: count(sent, (each) => asked.has(each)) });
  });
  test('voice', async () => {
    const calls = toldCalls(told);
    const answered = calls.filter(({ result }) => result === 'answered');
    const seconds = answered.reduce((sum, call) => sum + (call.seconds ?? 0), 0);
    const known = count(answered, (call) => call.seconds !== null);
    const transferred = count(answered, ({ bridged }) => bridged);
    const having = (...results: string[]): number => count(calls, ({ result }) => results.includes(result ?? ''));
    const [report] = await view('voice_report');
    expect(report).toMatchObject({
      ...{
        calls: calls.length,
        completed: having('answered', 'voicemail'),
        failed: having('busy', 'noAnswer', 'failed'),
      },
      ...{ busy: having('busy'), no_answer: having('noAnswer'), not_connected: having('failed') },
      ...{ answered: answered.length, voicemail: having('voicemail'), in_doubt: 0 },
      ...{ open: count(calls, ({ result }) => result === null), total_seconds: seconds },
      average_seconds: Math.round((seconds / known) * 10) / 10,
      ...{ transfers: count(answered, ({ transfers }) => transfers > 0), transferred },
      transfer_rate: Math.round((transferred / answered.length) * 10_000) / 10_000,
      ...{ opted_out: count(all('DialogueRecorded'), ({ optOut }) => optOut), recorded: all('CallRecorded').length },
    });
    expect(transferred).toBeGreaterThan(0);
  });
  test('how calls came out, each in one class', async () => {
    const expected = sums(toldCalls(told).flatMap(({ outcome }) => (outcome === null ? [] : [[outcome, 1] as const])));
    const outcomes = await view('voice_outcomes');
    expect(sums(outcomes.map(({ outcome, calls }) => [String(outcome), Number(calls)] as const))).toEqual(expected);
    expect(expected.size).toBeGreaterThan(8);
  });
  test('every decision, with until when it was put off', async () => {
    const found = await view('contact_decisions');
    expect(found).toHaveLength(all('ContactDecided').length);
    expect(count(found, ({ until }) => until !== null)).toBe(
      count(all('ContactDecided'), ({ verdict }) => verdict === 'deferred'),
    );
  });
  test('of every step: what entered it went on, is there or ended there', async () => {
    const steps = await view('step_totals');
    expect(steps.length).toBe(13);
    for (const { step, entered, passed_on, open, ended } of steps)
      expect([step, Number(passed_on) + Number(open) + Number(ended)]).toEqual([step, entered]);
    const passages = all('RowMoved').flatMap(({ path }) => path);
    const ask = steps.find(({ step }) => step === 'ask');
    expect(ask?.entered).toBe(count(passages, ({ step }) => step === 'start'));
    expect(ask?.passed_on).toBe(count(passages, ({ step, port }) => step === 'ask' && port === 'sent'));
  });
  test('steps are called as the builder calls them', async () => {
    const steps = await view('step_totals');
    const drawn = told.flatMap((event) => stepsPublished(event));
    const ordinals = ordinalsOf(drawn);
    const wanted = drawn.map((step) => [step.id, givenTitle(step), ordinals.get(step.id)] as const);
    expect(steps.map(({ step, title, ordinal }) => [step, title, Number(ordinal)]).sort()).toEqual(wanted.sort());
  });
  test('the days add up to the totals', async () => {
    const [days, hours] = [await view('activity_daily'), await view('activity_hourly')];
    const [whatsapp] = await view('whatsapp_report');
    const [voice] = await view('voice_report');
    const [totals] = await view('execution_totals');
    const sum = (series: readonly Record<string, unknown>[], name: string) =>
      series.reduce((before, part) => before + Number(part[name]), 0);
    for (const each of [days, hours])
      expect(
        ['sent', 'delivered', 'read', 'calls', 'answered', 'replied', 'ended'].map((name) => sum(each, name)),
      ).toEqual([
        ...[whatsapp?.sent, whatsapp?.delivered, whatsapp?.read, voice?.placed, voice?.answered, totals?.replied],
        240 - Number(totals?.open),
      ]);
    expect(hours.length).toBeGreaterThan(days.length);
  });
  test('how well a channel works is told from its last attempts', async () => {
    const { rows } = await history.db.pool.query<Record<string, unknown>>(
      'select * from reporting.channel_health h left join lateral (select sum(attempts) as listed from reporting.channel_outcomes o where o.channel_id = h.channel_id) o on true where h.channel_id = any($1) order by kind',
      [[run.whatsappId, run.voiceId]],
    );
    expect(rows.map(({ kind, recent, listed, per_second }) => [kind, recent, listed, per_second])).toEqual([
      ['voice', 50, '50', 0.5],
      ['whatsapp', 50, '50', 80],
    ]);
    expect(rows[0]?.inbound_owner).toBe(run.campaignId);
    expect(rows[1]?.state).not.toBe('failing');
  });
  test('a contact’s history over all runs is in order and complete', async () => {
    const { contactId, rowId } = all('CallIntended')[0] ?? { contactId: '', rowId: '' };
    const { rows } = await history.db.pool.query<{ kind: string; what: string }>(
      'select kind, what from reporting.contact_history where contact_id = $1 order by at, n',
      [contactId],
    );
    const intents = [...all('AttemptIntended'), ...all('CallIntended'), ...all('TransferIntended')];
    expect(count(rows, ({ kind }) => kind === 'decision')).toBe(
      count(all('ContactDecided'), (each) => each.rowId === rowId),
    );
    expect(count(rows, ({ kind }) => /message|call|transfer/.test(kind))).toBe(
      count(intents, (each) => each.rowId === rowId),
    );
    expect(rows[0]).toEqual({ kind: 'row', what: 'began' });
  });
});

describe('laws 5 and 12: what the history says is enough', () => {
  test('every read table made anew from the log equals the live one, row for row', async () => {
    const rebuilt = await rebuild(history.log, history.db, projections, { progress: () => undefined, swap: false });
    expect(rebuilt.flatMap(({ tables }) => tables.filter(({ different }) => different > 0))).toEqual([]);
  });
  test('and no table of this run is empty', async () => {
    const written = ['executions', 'attempts', 'channels', 'agents'];
    for (const { tables } of projections.filter(({ name }) => written.includes(name)))
      for (const table of tables) {
        const { rowCount } = await history.db.pool.query(`select from read.${table} limit 1`);
        expect([table, rowCount]).toEqual([table, 1]);
      }
  });
});

import * as z from 'zod';
import type { Instant } from '#contracts/kernel/event';

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof weekdays)[number];

const time = z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a time from 00:00 to 23:59, like 21:00');

/**
 * When nobody is contacted, on the clock of the recipient: daily from `start` up to `end`, past midnight when it is the
 * earlier, and all day on `quietDays`. Six days at most, so that there is always one to contact people on.
 */
export const quietHours = z
  .strictObject({ start: time, end: time, quietDays: z.array(z.enum(weekdays)).max(6).readonly().default([]) })
  .refine(({ start, end }) => start !== end, { error: 'an end other than the start', path: ['end'] });

export type QuietHours = Readonly<z.infer<typeof quietHours>>;

/** When somebody is at work: from `from` up to `to` on each of `days`. Past midnight, the early hours are the next day's. */
export const businessHours = z
  .strictObject({ from: time, to: time, days: z.array(z.enum(weekdays)).min(1).readonly() })
  .refine(({ from, to }) => from !== to, { error: 'an end other than the start', path: ['to'] });

export type BusinessHours = Readonly<z.infer<typeof businessHours>>;

/** The same rule said the other way round: only within business hours is quiet outside them. */
export function quietHoursOutside({ from, to, days }: BusinessHours): QuietHours {
  return { start: to, end: from, quietDays: weekdays.filter((day) => !days.includes(day)) };
}

const day = 86_400_000;
const searched = 14 * day;

/**
 * The first instant from `at` on at which a person may be contacted: `at` itself, or the minute in which the last of
 * `zones` allows it. What counts is the clock on the wall: an hour that it shows twice is twice as quiet, one that it
 * skips never comes.
 *
 * @param zones all zones in which the person may be, as `zonesOf` gives them; each has to allow it
 * @returns null when no zone is known, and when they do not agree within 14 days
 */
export function nextAllowed(at: Instant, zones: readonly string[], hours: QuietHours): Instant | null {
  if (zones.length === 0) return null;
  const rule = ruleOf(hours);
  const asked = Date.parse(at);
  if (Number.isNaN(asked)) throw new RangeError(`“${at}” is no instant; write it like 2026-11-24T12:00:00.000Z.`);
  const latest = asked + searched;
  for (let now = asked, next = asked; ; now = next) {
    for (const zone of zones) next = nextIn(zone, next, latest, rule);
    if (next > latest) return null;
    if (next === now) return now === asked ? at : new Date(now).toISOString();
  }
}

function nextIn(zone: string, from: number, latest: number, rule: Rule): number {
  let now = from;
  while (now <= latest) {
    const { until, offset } = spanAt(zone, now);
    const quiet = quietFor(now + offset, rule);
    if (quiet === 0) break;
    now = Math.min(now + quiet, until);
  }
  return now;
}

/** How long the rule asks for quiet at a time of the wall clock, if the clock runs evenly; 0 when it does not ask. */
function quietFor(wall: number, { start, end, quietDays }: Rule): number {
  const date = Math.floor(wall / day);
  const time = wall - date * day;
  // The first of January 1970 was a Thursday.
  if (quietDays[(date + 3) % 7]) return day - time;
  const isQuiet = start < end ? start <= time && time < end : start <= time || time < end;
  if (!isQuiet) return 0;
  return (time < end ? end : day) - time;
}

/** Quiet hours in milliseconds of the day, quiet days by their place in the week. */
type Rule = { readonly start: number; readonly end: number; readonly quietDays: readonly boolean[] };
const rules = new WeakMap<QuietHours, Rule>();

function ruleOf(hours: QuietHours): Rule {
  let rule = rules.get(hours);
  if (!rule) {
    const { start, end, quietDays } = hours;
    rule = { start: ofDay(start), end: ofDay(end), quietDays: weekdays.map((each) => quietDays.includes(each)) };
    rules.set(hours, rule);
  }
  return rule;
}

function ofDay(written: string): number {
  return (Number(written.slice(0, 2)) * 60 + Number(written.slice(3))) * 60_000;
}

/** While it lasts, the wall clock is ahead of UTC by `offset`, both in milliseconds. */
type Span = { readonly until: number; readonly offset: number };
type Clock = { readonly format: Intl.DateTimeFormat; readonly days: Map<number, readonly [Span, Span]> };
const clocks = new Map<string, Clock>();

/** Intl is slow, so every zone is asked once a day (of UTC) how late it is there. */
function spanAt(zone: string, at: number): Span {
  let clock = clocks.get(zone);
  if (!clock) {
    const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
    clocks.set(zone, (clock = { format, days: new Map() }));
  }
  const date = Math.floor(at / day);
  let spans = clock.days.get(date);
  if (!spans) clock.days.set(date, (spans = spansOf(date, clock.format)));
  return at < spans[0].until ? spans[0] : spans[1];
}

/** A day of UTC before and after the clock is changed; no zone changes it twice a day. */
function spansOf(date: number, format: Intl.DateTimeFormat): readonly [Span, Span] {
  const until = (date + 1) * day;
  const before = offsetAt(format, date * day);
  const after = offsetAt(format, until);
  let [same, changed] = [date * day, until];
  while (before !== after && changed - same > 1) {
    const middle = Math.floor((same + changed) / 2);
    if (offsetAt(format, middle) === before) same = middle;
    else changed = middle;
  }
  return [
    { until: changed, offset: before },
    { until, offset: after },
  ];
}

/** Intl writes offsets as `GMT-03:00`, and `GMT+00:00` or `GMT` for none. */
function offsetAt(format: Intl.DateTimeFormat, at: number): number {
  const [, sign = '+', hours = '0', minutes = '0'] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(format.format(at)) ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000;
}

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { businessHours, nextAllowed, quietHours, quietHoursOutside, weekdays, type QuietHours } from './quiet-hours.ts';

const night: QuietHours = { start: '21:00', end: '08:00', quietDays: [] };
const minute = 60_000;

/** Slow and by another way: what the clock on the wall and the calendar show, minute by minute. */
const walls = new Map<string, Intl.DateTimeFormat>();
function wallOf(at: number, zone: string): { readonly day: string; readonly time: string } {
  const options = { weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone: zone } as const;
  const format = walls.get(zone) ?? new Intl.DateTimeFormat('en-GB', options);
  walls.set(zone, format);
  const [day = '', time = ''] = format.format(at).split(' ');
  return { day: day.slice(0, 3).toLowerCase(), time };
}
function isAllowed(at: number, zones: readonly string[], { start, end, quietDays }: QuietHours): boolean {
  return zones.every((zone) => {
    const { day, time } = wallOf(at, zone);
    if (quietDays.some((quiet) => quiet === day)) return false;
    return start < end ? time < start || time >= end : time < start && time >= end;
  });
}

const instant = (ms: number) => new Date(ms).toISOString();
const zone = fc.constantFrom(
  ...[
    'America/Santiago',
    'Pacific/Easter',
    'Europe/Madrid',
    'Atlantic/Canary',
    'America/New_York',
    'Africa/Casablanca',
  ],
  ...['Australia/Lord_Howe', 'Pacific/Apia', 'Asia/Kathmandu', 'Pacific/Chatham', 'UTC', '+05:30', '-09:30'],
);
/** Around changes of the clock, and anywhere. */
const changes = [
  ...['2026-04-05T03:00Z', '2026-09-06T04:00Z', '2026-03-29T01:00Z', '2026-10-25T01:00Z', '2026-03-08T07:00Z'],
  ...['2026-11-01T06:00Z', '2026-04-04T15:00Z', '2026-10-03T15:30Z', '2011-12-30T10:00Z', '2026-02-15T02:00Z'],
].map(Date.parse);
const at = fc.oneof(
  fc
    .tuple(fc.constantFrom(...changes), fc.integer({ min: -36 * 3_600_000, max: 3_600_000 }))
    .map(([to, by]) => to + by),
  fc.integer({ min: Date.UTC(2010, 0, 1), max: Date.UTC(2035, 0, 1) }),
);
const time = fc
  .integer({ min: 0, max: 1_439 })
  .map((of) => `${String(Math.floor(of / 60)).padStart(2, '0')}:${String(of % 60).padStart(2, '0')}`);
const days = (maxLength: number) => fc.uniqueArray(fc.constantFrom(...weekdays), { maxLength });
const hours = fc
  .record({ start: time, end: time, quietDays: fc.oneof(fc.constant([]), days(6)) })
  .filter(({ start, end }) => start !== end);
const zones = fc.uniqueArray(zone, { minLength: 1, maxLength: 3 });

describe('the next allowed instant', () => {
  test('is the first from now on at which every zone allows it', () => {
    fc.assert(
      fc.property(at, zones, hours, (from, where, rule) => {
        const found = nextAllowed(instant(from), where, rule);
        const end = found === null ? from + 14 * 86_400_000 : Date.parse(found);
        expect(end).toBeGreaterThanOrEqual(from);
        if (found !== null) expect(isAllowed(end, where, rule)).toBe(true);
        if (end > from) expect(isAllowed(from, where, rule)).toBe(false);
        for (let between = Math.ceil(from / minute) * minute; between < end; between += minute)
          if (isAllowed(between, where, rule)) throw new Error(`${instant(between)} is allowed as well`);
      }),
      { numRuns: 150 },
    );
  });
  test('is itself its own next, and never earlier for who asks later', () => {
    fc.assert(
      fc.property(at, fc.nat({ max: 3 * 86_400_000 }), zones, hours, (from, later, where, rule) => {
        const first = nextAllowed(instant(from), where, rule);
        const second = nextAllowed(instant(from + later), where, rule);
        if (first === null) return;
        expect(nextAllowed(first, where, rule)).toBe(first);
        if (second !== null) expect(first <= second).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
  test('is the very text that was asked when it is allowed now', () => {
    expect(nextAllowed('2026-11-24T12:00:00Z', ['UTC'], night)).toBe('2026-11-24T12:00:00Z');
    expect(nextAllowed('2026-11-24T20:59:59.999Z', ['UTC'], night)).toBe('2026-11-24T20:59:59.999Z');
  });
  test('begins with the end of quiet, to the minute, and quiet begins with its start', () => {
    const short: QuietHours = { start: '12:15', end: '13:45', quietDays: [] };
    expect(nextAllowed('2026-11-24T12:15:00.000Z', ['UTC'], short)).toBe('2026-11-24T13:45:00.000Z');
    expect(nextAllowed('2026-11-24T21:00:00.000Z', ['UTC'], night)).toBe('2026-11-25T08:00:00.000Z');
    expect(nextAllowed('2026-11-24T07:59:59.999Z', ['UTC'], night)).toBe('2026-11-24T08:00:00.000Z');
  });
  test('waits for the zone that is last', () => {
    const spain = ['Atlantic/Canary', 'Europe/Madrid'];
    expect(nextAllowed('2026-11-24T07:30:00.000Z', spain, night)).toBe('2026-11-24T08:00:00.000Z');
    expect(nextAllowed('2026-11-24T20:30:00.000Z', spain, night)).toBe('2026-11-25T08:00:00.000Z');
  });
  test('is past the days of rest, by the calendar of the recipient', () => {
    const weekends: QuietHours = { ...night, quietDays: ['sat', 'sun'] };
    expect(nextAllowed('2026-11-27T12:00:00.000Z', ['UTC'], weekends)).toBe('2026-11-27T12:00:00.000Z');
    expect(nextAllowed('2026-11-27T12:00:00.000Z', ['+14:00'], weekends)).toBe('2026-11-29T18:00:00.000Z');
  });
  test('does not exist where zones never agree', () => {
    const half: QuietHours = { start: '20:00', end: '08:00', quietDays: [] };
    expect(nextAllowed('2026-11-24T12:00:00.000Z', ['UTC', '+12:00'], half)).toBeNull();
    expect(nextAllowed('2026-11-24T12:00:00.000Z', ['UTC', '+11:59'], half)).toBe('2026-11-25T08:00:00.000Z');
  });
  test('is looked for through 14 days, to the instant', () => {
    const half: QuietHours = { start: '20:00', end: '08:00', quietDays: [] };
    // London's summer begins on 28 March 2027 and brings the two within the same hour of the day.
    const where = ['Europe/London', '+12:00'];
    expect(nextAllowed('2027-03-14T07:00:00.000Z', where, half)).toBe('2027-03-28T07:00:00.000Z');
    expect(nextAllowed('2027-03-14T06:59:59.999Z', where, half)).toBeNull();
  });
  test('does not exist for who is nowhere', () => {
    expect(nextAllowed('2026-11-24T12:00:00.000Z', [], night)).toBeNull();
  });
  test('is not made up for what is no instant or no zone', () => {
    expect(() => nextAllowed('tomorrow', ['UTC'], night)).toThrow('“tomorrow” is no instant');
    expect(() => nextAllowed('2026-11-24T12:00:00.000Z', ['Mars/Base'], night)).toThrow('Mars/Base');
  });
});

describe('when the clock is changed', () => {
  const late: QuietHours = { start: '22:00', end: '00:30', quietDays: [] };
  const early: QuietHours = { start: '22:00', end: '02:30', quietDays: [] };
  test.each([
    {
      what: 'Chile skips 00:30',
      from: '2026-09-06T03:00:00.000Z',
      where: 'America/Santiago',
      rule: late,
      next: '2026-09-06T04:00:00.000Z',
    },
    {
      what: 'Chile has a night of 12 hours',
      from: '2026-04-05T00:00:00.000Z',
      where: 'America/Santiago',
      rule: night,
      next: '2026-04-05T12:00:00.000Z',
    },
    {
      what: 'Spain skips 02:30',
      from: '2026-03-29T00:00:00.000Z',
      where: 'Europe/Madrid',
      rule: early,
      next: '2026-03-29T01:00:00.000Z',
    },
    {
      what: 'Spain first comes to 02:30',
      from: '2026-10-25T00:00:00.000Z',
      where: 'Europe/Madrid',
      rule: early,
      next: '2026-10-25T00:30:00.000Z',
    },
    {
      what: 'and again',
      from: '2026-10-25T01:00:00.000Z',
      where: 'Europe/Madrid',
      rule: early,
      next: '2026-10-25T01:30:00.000Z',
    },
    {
      what: 'New York sleeps 10 hours',
      from: '2026-03-08T02:00:00.000Z',
      where: 'America/New_York',
      rule: night,
      next: '2026-03-08T12:00:00.000Z',
    },
    {
      what: 'New York sleeps 12 hours',
      from: '2026-11-01T01:00:00.000Z',
      where: 'America/New_York',
      rule: night,
      next: '2026-11-01T13:00:00.000Z',
    },
    {
      what: 'Lord Howe sleeps half an hour less',
      from: '2026-10-03T10:30:00.000Z',
      where: 'Australia/Lord_Howe',
      rule: night,
      next: '2026-10-03T21:00:00.000Z',
    },
    {
      what: 'Lord Howe sleeps half an hour more',
      from: '2026-04-04T10:00:00.000Z',
      where: 'Australia/Lord_Howe',
      rule: night,
      next: '2026-04-04T21:30:00.000Z',
    },
    {
      what: 'Apia has no 30 December 2011',
      from: '2011-12-30T08:00:00.000Z',
      where: 'Pacific/Apia',
      rule: night,
      next: '2011-12-30T18:00:00.000Z',
    },
  ])('$what', ({ from, where, rule, next }) => {
    expect(nextAllowed(from, [where], rule)).toBe(next);
  });
  test('the Friday that Apia skipped is no day of rest either', () => {
    const rule: QuietHours = { start: '03:00', end: '04:00', quietDays: ['fri'] };
    expect(nextAllowed('2011-12-30T10:00:00.000Z', ['Pacific/Apia'], rule)).toBe('2011-12-30T10:00:00.000Z');
  });
});

describe('business hours', () => {
  test('are the hours and days outside which it is quiet', () => {
    const work = { from: time, to: time, days: days(7).filter(({ length }) => length > 0) };
    fc.assert(
      fc.property(at, zone, fc.record(work), (from, where, { from: begin, to, days: named }) => {
        fc.pre(begin !== to);
        const { day, time: shown } = wallOf(from, where);
        const within = begin < to ? begin <= shown && shown < to : begin <= shown || shown < to;
        const open = within && named.some((each) => each === day);
        const next = nextAllowed(instant(from), [where], quietHoursOutside({ from: begin, to, days: named }));
        expect(next === instant(from)).toBe(open);
      }),
    );
  });
  test('of Friday are followed by those of Monday', () => {
    const office = businessHours.parse({ from: '09:00', to: '18:00', days: ['mon', 'tue', 'wed', 'thu', 'fri'] });
    const outside = quietHoursOutside(office);
    expect(outside).toEqual({ start: '18:00', end: '09:00', quietDays: ['sat', 'sun'] });
    expect(quietHours.parse(outside)).toEqual(outside);
    expect(nextAllowed('2026-11-27T21:00:00.000Z', ['America/Santiago'], outside)).toBe('2026-11-30T12:00:00.000Z');
  });
});

describe('the form', () => {
  test('of quiet hours may leave out the days', () => {
    expect(quietHours.parse({ start: '21:00', end: '08:00' })).toEqual(night);
  });
  test.each([
    [{ start: '21:00', end: '21:00' }, 'end', 'an end other than the start'],
    [{ start: '24:00', end: '08:00' }, 'start', 'a time from 00:00 to 23:59, like 21:00'],
    [{ start: '9:00', end: '08:00' }, 'start', 'a time from 00:00 to 23:59, like 21:00'],
  ])('refuses %j', (written, field, wanted) => {
    const { error } = quietHours.safeParse(written);
    expect(error?.issues).toMatchObject([{ path: [field], message: wanted }]);
  });
  test('leaves a day on which somebody may be contacted, and one on which somebody works', () => {
    expect(quietHours.safeParse({ ...night, quietDays: weekdays }).success).toBe(false);
    expect(businessHours.safeParse({ from: '09:00', to: '18:00', days: [] }).success).toBe(false);
    expect(businessHours.safeParse({ from: '09:00', to: '09:00', days: ['mon'] }).success).toBe(false);
  });
});

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { getCountries, getCountryCallingCode } from 'libphonenumber-js/min';
import { zonesOf } from './time-zones.ts';
import { zonesByPrefix } from './zones-by-prefix.ts';

const chilean = '+56961234567';

describe('the zone that is written', () => {
  test.each([
    ['America/New_York', 'America/New_York'],
    ['america/new_york', 'America/New_York'],
    [' EUROPE/MADRID ', 'Europe/Madrid'],
    ['US/Pacific', 'America/Los_Angeles'],
    ['Cuba', 'America/Havana'],
    ['Etc/GMT+3', 'Etc/GMT+3'],
    ['utc', 'UTC'],
    ['GMT', 'UTC'],
    ['-03:00', '-03:00'],
    ['+0530', '+05:30'],
    ['UTC-3', '-03:00'],
    ['utc+5:45', '+05:45'],
    ['GMT +2', '+02:00'],
    ['UTC−03:30', '-03:30'],
    ['+14', '+14:00'],
    ['-12:00', '-12:00'],
  ])('“%s” is %s, whatever the number says', (written, zone) => {
    expect(zonesOf(chilean, written)).toEqual([zone]);
    expect(zonesOf('+80012345678', written)).toEqual([zone]);
  });
  test('is the same zone under an old and a new name', () => {
    for (const [old, current] of [
      ['Asia/Calcutta', 'Asia/Kolkata'],
      ['Europe/Kiev', 'Europe/Kyiv'],
      ['America/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
    ] as const)
      expect(zonesOf(chilean, old)).toEqual(zonesOf(chilean, current));
  });
  test.each([
    ...[
      '',
      ' ',
      'Mars/Base',
      'America/New York',
      'Santiago',
      '3',
      '03:00',
      '+15',
      '-12:30',
      '+115',
      '+05:20',
      'UTC+56',
    ],
    ...[
      'EST',
      'IST',
      'CST',
      'pst',
      'E. South America Standard Time',
      '-',
      '+',
      'UTC-',
      '../x',
      `America/${'x'.repeat(200)}`,
    ],
  ])('“%s” is ignored, and the number counts', (written) => {
    expect(zonesOf(chilean, written)).toEqual(['America/Santiago']);
  });
  test('is a zone or ignored, whatever is written, the second time too', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[+-]\d{1,2}:?\d{0,2}$/)), (written) => {
        const zones = zonesOf(chilean, written);
        expect(zones).toHaveLength(1);
        for (const zone of zones) expect(() => new Intl.DateTimeFormat('en', { timeZone: zone })).not.toThrow();
        expect(zonesOf(chilean, written)).toEqual(zones);
      }),
    );
  });
});

describe('the zones of a number', () => {
  test.each([
    ['a place', '+12125550100', ['America/New_York']],
    ['a place within a place', '+12192265555', ['America/Chicago']],
    ['the islands of Spain', '+34922123456', ['Atlantic/Canary']],
    ['a mobile that may be in all of Spain', '+34612345678', ['Atlantic/Canary', 'Europe/Madrid']],
    ['Santiago', '+56221234567', ['America/Santiago']],
    ['Punta Arenas', '+56612123456', ['America/Punta_Arenas']],
    ['São Paulo', '+5511961234567', ['America/Sao_Paulo']],
    ['Acre', '+5568961234567', ['America/Rio_Branco']],
    ['Recife and the island with its code', '+5581961234567', ['America/Noronha', 'America/Sao_Paulo']],
    ['Chihuahua', '+526141234567', ['America/Mexico_City']],
    ['Kaliningrad', '+74012345678', ['Europe/Kaliningrad']],
    ['a country with one clock', '+447400123456', ['Europe/London']],
    ['a country that the map had elsewhere', '+213551234567', ['Africa/Algiers']],
  ])('%s', (_where, e164, zones) => {
    expect(zonesOf(e164, null)).toEqual(zones);
  });
  test('of a Russian mobile are all eleven, for it says no place', () => {
    expect(zonesOf('+79123456789', null)).toHaveLength(11);
  });
  test('of an area code nobody knows are those of the whole country code', () => {
    expect(zonesOf('+18005550100', null).length).toBeGreaterThan(10);
  });
  test.each(['', '+', '56961234567', '+80012345678', '+870123456789', '+999123456789', 'hello'])(
    'of “%s” are unknown',
    (e164) => {
      expect(zonesOf(e164, null)).toEqual([]);
      expect(zonesOf(e164, 'nonsense')).toEqual([]);
    },
  );
});

describe('the table', () => {
  const winterAndSummer = [Date.UTC(2027, 0, 15), Date.UTC(2027, 6, 15)];
  const clockOf = (timeZone: string) => {
    const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
    return winterAndSummer.map((at) => format.format(at)).join();
  };
  const entries = zonesByPrefix.split(';').map((entry) => entry.split(':')[0]?.trim().split(/\s+/) ?? []);
  const names = [...new Set(entries.flat().filter((name) => name !== ''))];

  test('names only zones that Intl knows', () => {
    expect(names.length).toBeGreaterThan(200);
    for (const name of names) expect(() => clockOf(name)).not.toThrow();
  });
  test('names no clock twice in one entry', () => {
    for (const zones of entries) expect(new Set(zones).size).toBe(zones.length);
  });
  test.each(getCountries())('has every clock of %s', (country) => {
    // IANA's zone.tab, as Intl carries it; TypeScript does not know the method yet.
    const locale = new Intl.Locale(`und-${country}`) as Intl.Locale & { getTimeZones(): readonly string[] | undefined };
    const unofficial = ['Asia/Urumqi', 'Europe/Simferopol'];
    const kept = (locale.getTimeZones() ?? []).filter((zone) => !unofficial.includes(zone)).map(clockOf);
    // No area, range or service begins with 000: what is known of such a number is its country.
    const known = zonesOf(`+${getCountryCallingCode(country)}0000000`, null).map(clockOf);
    expect(known.length).toBeGreaterThan(0);
    expect(kept.filter((clock) => !known.includes(clock))).toEqual([]);
  });
});

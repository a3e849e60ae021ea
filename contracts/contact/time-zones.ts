import { isE164 } from './e164.ts';
import { zonesByPrefix } from './zones-by-prefix.ts';

const byPrefix = read(zonesByPrefix);
const longestPrefix = Math.max(...[...byPrefix.keys()].map(({ length }) => length));

/**
 * The zones in which the owner of a number may be: the one written in the data where it is understood, else those of
 * the number's longest known prefix, which at the least is its country calling code. Empty: nobody knows.
 *
 * @param written what a mapped column says: an IANA zone in any letter case, or an offset like `-03:00` or `UTC-3`
 * @returns names that Intl accepts, and offsets like `-03:00`
 * @example zonesOf('+34612345678', null) // ['Atlantic/Canary', 'Europe/Madrid']: a Spanish mobile may be in either
 */
export function zonesOf(e164: string, written: string | null): readonly string[] {
  const zone = written === null ? null : zoneIn(written);
  return zone === null ? zonesOfNumber(e164) : [zone];
}

function zonesOfNumber(e164: string): readonly string[] {
  if (!isE164(e164)) return [];
  for (let length = longestPrefix; length > 0; length -= 1) {
    const zones = byPrefix.get(e164.slice(1, 1 + length));
    if (zones) return zones;
  }
  return [];
}

const understood = new Map<string, string | null>();
const remembered = 2_000;

/** Intl takes long over a name, and a column repeats few of them. */
function zoneIn(written: string): string | null {
  const text = written.trim();
  let zone = understood.get(text);
  if (zone === undefined) {
    if (understood.size >= remembered) understood.clear();
    zone = offsetIn(text) ?? nameIn(text);
    understood.set(text, zone);
  }
  return zone;
}

/** Offsets in use reach from -12:00 to +14:00, in quarters of an hour. */
function offsetIn(text: string): string | null {
  const found = /^(?:UTC|GMT)? ?([+\-\u2212])(\d{1,2})(?:(?::|(?<=\d\d))(00|15|30|45))?$/i.exec(text);
  if (!found) return null;
  const [, sign, hours = '', minutes = '00'] = found;
  const total = Number(hours) * 60 + Number(minutes);
  if (total > (sign === '+' ? 14 : 12) * 60) return null;
  return `${sign === '+' ? '+' : '-'}${hours.padStart(2, '0')}:${minutes}`;
}

/**
 * Three letters are no zone but UTC and GMT: Intl reads IST as India and EST as Panama, who wrote them may mean Ireland
 * and New York.
 */
function nameIn(text: string): string | null {
  if (/^(?:UTC|GMT)$/i.test(text)) return 'UTC';
  if (!/^[a-z][a-z0-9_+/-]{3,63}$/i.test(text)) return null;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function read(table: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, readonly string[]>();
  for (const entry of table.split(';')) {
    const [names = '', prefixes = ''] = entry.split(':');
    const zones = Object.freeze(names.trim().split(/\s+/));
    for (const [, head = '', tails = ''] of prefixes.matchAll(/(\d+)(?:\(([\d\s]+)\))?/g))
      for (const tail of tails.split(/\s+/)) found.set(head + tail, zones);
  }
  return found;
}

/** Whether this names a zone that can be reckoned with: an IANA name, or an offset like `-03:00`. */
export function isTimeZone(text: string): boolean {
  return zoneIn(text) !== null;
}

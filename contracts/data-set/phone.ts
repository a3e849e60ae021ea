import {
  getCountryCallingCode,
  isSupportedCountry,
  ParseError,
  parsePhoneNumberFromString,
  parsePhoneNumberWithError,
  type CountryCode,
  type PhoneNumber,
} from 'libphonenumber-js/min';
import { readCleanNumber } from './clean-number.ts';

export type PhoneCode =
  | 'PhoneMissing'
  | 'PhoneDamagedBySpreadsheet'
  | 'PhoneLostPlus'
  | 'PhoneLostZero'
  | 'PhoneNotANumber'
  | 'PhoneSeveralInOneCell'
  | 'PhoneHasExtension'
  | 'PhoneHasTextAround'
  | 'PhoneHasNoCountry'
  | 'PhoneTooShort'
  | 'PhoneTooLong'
  | 'PhoneInvalid';

export type PhoneVerdict =
  | { readonly ok: true; readonly e164: string }
  | { readonly ok: false; readonly code: PhoneCode; readonly sentence: string };

/** Whether this is a country whose numbers are known (ISO 3166 alpha-2). */
export function isCountry(code: string): code is CountryCode {
  return isSupportedCountry(code);
}

/**
 * The number of a contact in E.164, or why it is none. Judged by the lengths and patterns of each country's numbers
 * (libphonenumber's small metadata), not by which ranges are in use today: that changes, and the carrier knows better. Numbers without a country code are read in the default country;
 * one that lost its plus sign but begins with that country's code is understood.
 */
export function readPhone(written: string, defaultCountry: CountryCode | null): PhoneVerdict {
  const known = readCleanNumber(written, defaultCountry);
  if (known !== null) return { ok: true, e164: known };
  const text = clean(written);
  return notOneNumber(written, text) ?? parse(written, text, defaultCountry);
}

/** What can be said without knowing any country's numbers. */
function notOneNumber(written: string, text: string): PhoneVerdict | null {
  if (text === '') return no('PhoneMissing', 'The phone number is empty; fill in a number with its country code.');
  if (isDamaged(text))
    return no(
      'PhoneDamagedBySpreadsheet',
      `“${written}” was damaged by a spreadsheet; format the column as text and export it again.`,
    );
  if (!/\d/.test(text)) return noNumber(written);
  if (holdsSeveral(text))
    return no('PhoneSeveralInOneCell', `“${written}” holds several numbers; leave one, or give each a row of its own.`);
  if (extension.test(text)) return hasExtension(written);
  if (!/\p{L}/u.test(text)) return null;
  if (text.replace(/\D/g, '').length < fewestDigits) return noNumber(written);
  return no('PhoneHasTextAround', `“${written}” holds more than a number; leave only the number in the cell.`);
}

/** 5.69E+10, and the .0 that a column of numbers is exported with. */
function isDamaged(text: string): boolean {
  return /^\d+([.,]\d+)?e\+?\d+$/i.test(text) || /^\+?\d{6,}[.,]0+$/.test(text);
}

/** A run of digits that could be a number by itself has at least so many. */
const fewestDigits = 6;
const divided = /[/;,|&\n\r]|\s(?:o|or|y|and|e|ou|und|et)\s/i;

/** Numbers divided by a sign or a word, or a second one that begins after a space. */
function holdsSeveral(text: string): boolean {
  const long = (parts: readonly string[], digits: number): boolean =>
    parts.filter((part) => part.replace(/\D/g, '').length >= digits).length > 1;
  return (
    long(text.split(divided), fewestDigits) || long(text.split(/\s+/), 8) || long(text.split(/(?=\+)/), fewestDigits)
  );
}

const extension =
  /\d\s*[(,;]?\s*(?:extensi[oó]n|ext|anexo|anx|interno|int|ramal|durchwahl|poste|x|#)\.?\s*:?\s*\d{1,7}\s*\)?$/i;

function parse(written: string, text: string, defaultCountry: CountryCode | null): PhoneVerdict {
  try {
    const found = parsePhoneNumberWithError(text, defaultCountry ? { defaultCountry } : {});
    if (found.ext) return hasExtension(written);
    if (found.isValid()) return { ok: true, e164: found.number };
    return (
      lost(written, text, { defaultCountry, callingCode: found.countryCallingCode }) ??
      no(
        'PhoneInvalid',
        `“${written}” is no valid number ${whereOf(found, defaultCountry)}; check its digits and its country code.`,
      )
    );
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    return (
      lost(written, text, { defaultCountry, callingCode: null }) ??
      no(codes[error.message] ?? 'PhoneNotANumber', sentenceFor(error.message, written))
    );
  }
}

/** The country that a number was read by, or its calling code where several countries share it or none is known. */
function whereOf({ country, countryCallingCode }: PhoneNumber, defaultCountry: CountryCode | null): string {
  if (country !== undefined) return `in ${country}`;
  return defaultCountry !== null && getCountryCallingCode(defaultCountry) === countryCallingCode
    ? `in ${defaultCountry}`
    : `with the country code +${countryCallingCode}`;
}

/**
 * A number from which a spreadsheet took the plus or the zero it began with. With the calling code of the default country
 * it is understood; of any other it is for a person to say which number it was.
 */
function lost(
  written: string,
  text: string,
  { defaultCountry, callingCode }: { defaultCountry: CountryCode | null; callingCode: string | null },
): PhoneVerdict | null {
  const digits = text.replace(/\D/g, '');
  if (text.startsWith('+') || digits.length <= fewestDigits) return null;
  const withPlus = valid(`+${digits}`, null);
  if (withPlus !== null && callingCode !== null && digits.startsWith(callingCode)) return { ok: true, e164: withPlus };
  const withZero = digits.startsWith('0') ? null : valid(`0${digits}`, defaultCountry);
  if (withZero !== null)
    return no(
      'PhoneLostZero',
      `“${written}” lost the 0 it began with, if it is ${withZero}; format the column as text and export it again.`,
    );
  return withPlus === null
    ? null
    : no(
        'PhoneLostPlus',
        `“${written}” lost its plus, if it is ${withPlus}; write it with the plus, and format the column as text.`,
      );
}

/** What these characters are as a number, or null when they are no valid one. */
function valid(text: string, defaultCountry: CountryCode | null): string | null {
  const found = parsePhoneNumberFromString(text, defaultCountry ? { defaultCountry } : {});
  return found?.isValid() ? found.number : null;
}

/** Digits as Arabic, Persian and Urdu write them; their blocks begin at zero. */
const arabicDigits = /[\u0660-\u0669\u06F0-\u06F9]/g;

/**
 * The number in plain digits, without what is not part of it: invisible characters, the apostrophe that spreadsheets
 * show, `tel:` and `whatsapp:`.
 */
function clean(written: string): string {
  return written
    .normalize('NFKC')
    .replace(arabicDigits, (digit) => String(digit.charCodeAt(0) & 0xf))
    .replace(/[\u200B-\u200F\u202A-\u202E\u2060-\u2069\uFEFF]/g, '')
    .trim()
    .replace(/^['’`]+/, '')
    .replace(/^(tel|whatsapp):/i, '')
    .replace(/^00(?=[1-9])/, '+')
    .trim();
}

/** Errors of libphonenumber-js, in our words. */
const codes: Readonly<Record<string, PhoneCode>> = {
  NOT_A_NUMBER: 'PhoneNotANumber',
  INVALID_COUNTRY: 'PhoneHasNoCountry',
  TOO_SHORT: 'PhoneTooShort',
  TOO_LONG: 'PhoneTooLong',
  INVALID_LENGTH: 'PhoneInvalid',
};

function sentenceFor(error: string, written: string): string {
  if (error === 'INVALID_COUNTRY')
    return `“${written}” has no country code and there is no default country; write it with a plus and its country code, or choose a default country.`;
  if (error === 'TOO_SHORT') return `“${written}” has too few digits for a phone number; complete it.`;
  if (error === 'TOO_LONG') return `“${written}” has too many digits for a phone number; correct it.`;
  return `“${written}” is not a phone number; write it like +56961234567.`;
}

function hasExtension(written: string): PhoneVerdict {
  return no('PhoneHasExtension', `“${written}” has an extension, which no message reaches; write a direct number.`);
}

function noNumber(written: string): PhoneVerdict {
  return no('PhoneNotANumber', `“${written}” is not a phone number; write it like +56961234567.`);
}

function no(code: PhoneCode, sentence: string): PhoneVerdict {
  return { ok: false, code, sentence };
}

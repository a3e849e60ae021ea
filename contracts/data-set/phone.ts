import { isSupportedCountry, parsePhoneNumberWithError, ParseError, type CountryCode } from 'libphonenumber-js/min';

export type PhoneCode =
  | 'PhoneMissing'
  | 'PhoneDamagedBySpreadsheet'
  | 'PhoneNotANumber'
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
  const text = clean(written);
  if (text === '') return no('PhoneMissing', 'The phone number is empty; fill in a number with its country code.');
  if (/^\d+([.,]\d+)?e\+?\d+$/i.test(text))
    return no(
      'PhoneDamagedBySpreadsheet',
      `“${written}” was damaged by a spreadsheet; format the column as text and export it again.`,
    );
  if (!/\d/.test(text) || /\p{L}{3,}/u.test(text))
    return no('PhoneNotANumber', `“${written}” is not a phone number; write it like +56961234567.`);
  return parse(written, text, defaultCountry);
}

function parse(written: string, text: string, defaultCountry: CountryCode | null): PhoneVerdict {
  try {
    const found = parsePhoneNumberWithError(text, defaultCountry ? { defaultCountry } : {});
    if (found.isValid()) return { ok: true, e164: found.number };
    const withPlus = text.startsWith('+') ? null : tryWithPlus(text, found.countryCallingCode);
    if (withPlus) return { ok: true, e164: withPlus };
    return no(
      'PhoneInvalid',
      `“${written}” is no valid number${defaultCountry ? ` in ${found.country ?? defaultCountry}` : ''}; check its digits and its country code.`,
    );
  } catch (error) {
    if (error instanceof ParseError)
      return no(codes[error.message] ?? 'PhoneNotANumber', sentenceFor(error.message, written));
    throw error;
  }
}

function tryWithPlus(text: string, callingCode: string): string | null {
  const digits = text.replace(/\D/g, '');
  if (!digits.startsWith(callingCode)) return null;
  try {
    const found = parsePhoneNumberWithError(`+${digits}`);
    return found.isValid() ? found.number : null;
  } catch {
    return null;
  }
}

/** What is not part of the number: invisible characters, the apostrophe that spreadsheets show, `tel:` and `whatsapp:`. */
function clean(written: string): string {
  return written
    .normalize('NFKC')
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

function no(code: PhoneCode, sentence: string): PhoneVerdict {
  return { ok: false, code, sentence };
}

import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** A number in E.164 as people write it, in groups and with its country code; what is none, as a masked one, stays as it is. */
export function writtenNumber(e164: string): string {
  return parsePhoneNumberFromString(e164)?.formatInternational() ?? e164;
}

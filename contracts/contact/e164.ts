/** The shape of an E.164 number: a plus, a country code, at most 15 digits (ITU-T E.164). Not its validity. */
export function isE164(text: string): boolean {
  return /^\+[1-9]\d{6,14}$/.test(text);
}

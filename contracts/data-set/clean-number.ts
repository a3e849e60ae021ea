import { Metadata, type CountryCode } from 'libphonenumber-js/min';

/**
 * What the library knows of the numbers of one country, as regular expressions made once; the library makes them anew
 * for every number, which is most of what it costs.
 */
type Plan = {
  readonly callingCode: string;
  /** What is dialled before national numbers, at the beginning of one. */
  readonly prefix: RegExp | null;
  /** What is dialled before foreign numbers. */
  readonly abroad: RegExp;
  /** Tells the countries of one calling code apart, where the number does not have to be of a known type. */
  readonly leading: RegExp | null;
  readonly isNumber: (digits: string) => boolean;
  /** Its number is of a known type; null: the library knows no types of this country. */
  readonly isOfType: ((digits: string) => boolean) | null;
};

const types = [
  ...['FIXED_LINE', 'MOBILE', 'PREMIUM_RATE', 'TOLL_FREE', 'SHARED_COST', 'VOIP', 'PERSONAL_NUMBER', 'PAGER', 'UAN'],
  'VOICEMAIL',
];

/** Digits, perhaps with a plus before them, and no more than spaces, hyphens and brackets between them. */
const clean = /^\+?[1-9][\d ()-]{5,24}$/;
/** A space as it stands between the groups of a number. */
const between = /[ ()-]+/g;

/**
 * The E.164 form of a number that is written cleanly and that libphonenumber-js calls valid, found by the library's own
 * patterns in a tenth of its time. Null says nothing: ask the library. It never answers otherwise than the library does
 * (`clean-number.spec.ts`).
 */
export function readCleanNumber(written: string, defaultCountry: CountryCode | null): string | null {
  if (!clean.test(written)) return null;
  const digits = /^\+?\d+$/.test(written) ? written : written.replace(between, '');
  if (digits.startsWith('+')) return international(digits);
  return defaultCountry === null ? null : national(digits, planOf(defaultCountry));
}

function international(number: string): string | null {
  const countries = countriesOf(number);
  const [main] = countries;
  return main && isValid(number.slice(1 + main.callingCode.length), countries, main) ? number : null;
}

function national(digits: string, own: Plan): string | null {
  if (digits.startsWith(own.callingCode) || own.abroad.test(digits)) return null;
  return isValid(digits, plansOf(own.callingCode), own) ? `+${own.callingCode}${digits}` : null;
}

/** Whether these digits, read by the plan of one country, are a valid number of whichever country shares its calling code. */
function isValid(digits: string, countries: readonly Plan[], reading: Plan): boolean {
  if (digits.length > 15 || (reading.prefix !== null && takesAway(reading.prefix, digits))) return false;
  const [only] = countries;
  const found = countries.length === 1 ? only : countries.find((plan) => owns(plan, digits));
  return found?.isNumber(digits) === true && (found.isOfType === null || found.isOfType(digits));
}

function owns(plan: Plan, digits: string): boolean {
  if (plan.leading) return plan.leading.test(digits);
  return plan.isOfType !== null && plan.isNumber(digits) && plan.isOfType(digits);
}

/** A prefix that is there, even an empty one that was matched by what follows it, may change the number. */
function takesAway(prefix: RegExp, digits: string): boolean {
  const match = prefix.exec(digits);
  return match !== null && (match[0] !== '' || match.some((group, i) => i > 0 && Boolean(group)));
}

/** The library's metadata as it is at run time; its types name less. */
type LibraryPlan = {
  callingCode(): string;
  IDDPrefix(): string;
  nationalNumberPattern(): string;
  nationalPrefixForParsing(): string | undefined;
  leadingDigits(): string | undefined;
  hasTypes(): boolean;
  type(name: string): { pattern(): string; possibleLengths(): readonly number[] | undefined } | undefined;
};
type LibraryMetadata = {
  selectNumberingPlan(country: string): { numberingPlan: LibraryPlan };
  getCountryCodesForCallingCode(callingCode: string): readonly string[] | undefined;
};

const library = new Metadata() as unknown as LibraryMetadata;
const plans = new Map<string, Plan>();
const shared = new Map<string, readonly Plan[]>();

/** The plans of the countries that a number in international form can be of; the first is the one it is read by. */
function countriesOf(number: string): readonly Plan[] {
  for (let length = 1; length <= 3; length += 1) {
    const found = plansOf(number.slice(1, 1 + length));
    if (found.length > 0) return found;
  }
  return [];
}

function plansOf(callingCode: string): readonly Plan[] {
  const known = shared.get(callingCode);
  if (known) return known;
  const made = (library.getCountryCodesForCallingCode(callingCode) ?? []).map(planOf);
  shared.set(callingCode, made);
  return made;
}

function planOf(country: string): Plan {
  const known = plans.get(country);
  if (known) return known;
  const made = makePlan(library.selectNumberingPlan(country).numberingPlan);
  plans.set(country, made);
  return made;
}

function makePlan(plan: LibraryPlan): Plan {
  const [prefix, leading] = [plan.nationalPrefixForParsing(), plan.leadingDigits()];
  const whole = new RegExp(`^(?:${plan.nationalNumberPattern()})$`);
  const ofType = types.flatMap((name) => {
    const type = plan.type(name);
    return type?.pattern() ? [{ lengths: type.possibleLengths(), pattern: new RegExp(`^(?:${type.pattern()})$`) }] : [];
  });
  return {
    callingCode: plan.callingCode(),
    prefix: prefix ? new RegExp(`^(?:${prefix})`) : null,
    abroad: new RegExp(`^(?:${plan.IDDPrefix()})`),
    leading: leading ? new RegExp(`^(?:${leading})`) : null,
    isNumber: (digits) => whole.test(digits),
    isOfType: plan.hasTypes()
      ? (digits) =>
          ofType.some(({ lengths, pattern }) => (lengths?.includes(digits.length) ?? true) && pattern.test(digits))
      : null,
  };
}

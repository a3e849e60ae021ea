/** Codes that stand for more than a country, or for none. */
const noCountries: ReadonlySet<string> = new Set(['EU', 'EZ', 'UN', 'ZZ', 'QO', 'XA', 'XB']);
const letters = Array.from({ length: 26 }, (_, i) => String.fromCharCode(65 + i));

/** Every country the browser can name, in the reader's language and order. */
export function countriesIn(locale: string): readonly { readonly code: string; readonly name: string }[] {
  const names = new Intl.DisplayNames(locale, { type: 'region', fallback: 'none' });
  const found = letters.flatMap((first) =>
    letters.flatMap((second) => {
      const code = `${first}${second}`;
      const name = noCountries.has(code) || isFormer(code) ? undefined : names.of(code);
      return name === undefined ? [] : [{ code, name }];
    }),
  );
  return found.sort((left, right) => left.name.localeCompare(right.name, locale));
}

/** How a country is called in the reader's language. */
export function countryName(code: string, locale: string): string {
  return new Intl.DisplayNames(locale, { type: 'region' }).of(code) ?? code;
}

/** A code that another one took the place of, as BJ that of DY: its country would be listed twice. */
function isFormer(code: string): boolean {
  return Intl.getCanonicalLocales(`und-${code}`)[0] !== `und-${code}`;
}

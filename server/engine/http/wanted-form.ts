import * as z from 'zod';

/** What is wanted at a path of a form; null where the path leads nowhere. */
export function wantedAt(form: unknown, path: readonly PropertyKey[], value: unknown): z.ZodType | null {
  const wanted = bare(form, value);
  const [key, ...rest] = path;
  if (key === undefined) return wanted;
  return wanted instanceof z.ZodObject ? wantedAt(wanted.shape[String(key)], rest, fieldOf(value, key)) : null;
}

/** The fields that there may be; none where no object is wanted. */
export function fieldsOf(wanted: z.ZodType | null): readonly string[] {
  return wanted instanceof z.ZodObject ? Object.keys(wanted.shape) : [];
}

/** What is wanted behind a default, or of several forms by the one word that tells them apart. */
function bare(form: unknown, value: unknown): z.ZodType | null {
  if (form instanceof z.ZodDiscriminatedUnion) {
    const { discriminator, options } = form.def;
    const chosen = options.find(
      (option) =>
        option instanceof z.ZodObject &&
        z.safeParse(option.shape[discriminator] as z.ZodType, fieldOf(value, discriminator)).success,
    );
    return bare(chosen, value);
  }
  if (!(form instanceof z.ZodType)) return null;
  return 'innerType' in form.def ? bare(form.def.innerType, value) : form;
}

function fieldOf(value: unknown, key: PropertyKey): unknown {
  return (value as Readonly<Record<PropertyKey, unknown>> | null | undefined)?.[key];
}

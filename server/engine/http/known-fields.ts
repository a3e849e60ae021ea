import * as z from 'zod';

/** The fields that the object at a path of a form may have; none where no object is wanted there. */
export function knownFields(form: unknown, path: readonly PropertyKey[], value: unknown): readonly string[] {
  const wanted = objectIn(form, value);
  const [key, ...rest] = path;
  if (key === undefined || wanted === null) return Object.keys(wanted?.shape ?? {});
  return knownFields(wanted.shape[String(key)], rest, fieldOf(value, key));
}

/** What is wanted behind a default, or of several forms by the one word that tells them apart. */
function objectIn(form: unknown, value: unknown): z.ZodObject | null {
  if (form instanceof z.ZodObject) return form;
  if (form instanceof z.ZodDiscriminatedUnion) {
    const { discriminator, options } = form.def;
    const chosen = options.find(
      (option) =>
        option instanceof z.ZodObject &&
        z.safeParse(option.shape[discriminator] as z.ZodType, fieldOf(value, discriminator)).success,
    );
    return objectIn(chosen, value);
  }
  return form instanceof z.ZodType && 'innerType' in form.def ? objectIn(form.def.innerType, value) : null;
}

function fieldOf(value: unknown, key: PropertyKey): unknown {
  return (value as Readonly<Record<PropertyKey, unknown>> | null | undefined)?.[key];
}

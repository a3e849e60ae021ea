import { asLent, type KeyRing } from '#server/engine/log/key-ring';
import { freshKeys, keyEncoding, type Key, type Keys } from '#server/engine/log/key-table';

/** The keys of people, in memory. */
export function memoryKeyRing(): KeyRing {
  const kept = new Map<string, Key | null>();
  let generation = 0;
  const known = (subjects: readonly string[]): Keys =>
    new Map(
      subjects.flatMap((subject) => {
        const key = kept.get(subject);
        return key === undefined ? [] : [[subject, key] as const];
      }),
    );
  const make = (subjects: readonly string[]): Keys => {
    for (const subject of subjects) if (!kept.has(subject)) kept.set(subject, freshKeys(1).toString(keyEncoding));
    return known(subjects);
  };
  return {
    obtain: (subjects) => Promise.resolve(make(subjects)),
    lend: (subjects) => Promise.resolve(asLent(make(subjects), subjects)),
    find: (subjects) => Promise.resolve(known(subjects)),
    forget: (subject) => {
      kept.set(subject, null);
      generation += 1;
      return Promise.resolve();
    },
    generation: () => generation,
    drop: () => {
      generation += 1;
    },
  };
}

import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import { asLent, type KeyRing, type Keys } from '#server/engine/log/key-ring';

/** The keys of people, in memory. */
export function memoryKeyRing(): KeyRing {
  const kept = new Map<string, KeyObject | null>();
  let generation = 0;
  const known = (subjects: readonly string[]): Keys =>
    new Map(
      subjects.flatMap((subject) => {
        const key = kept.get(subject);
        return key === undefined ? [] : [[subject, key] as const];
      }),
    );
  const make = (subjects: readonly string[]): Keys => {
    for (const subject of subjects) if (!kept.has(subject)) kept.set(subject, createSecretKey(randomBytes(32)));
    return known(subjects);
  };
  return {
    obtain: (subjects) => Promise.resolve(make(subjects)),
    lend: (subjects) => {
      const bytes = [...make(subjects)].map(([subject, key]) => [subject, key?.export() ?? null] as const);
      return Promise.resolve(asLent(new Map(bytes), subjects));
    },
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

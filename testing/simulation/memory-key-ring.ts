import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto';
import type { KeyRing, Keys } from '#server/engine/log/key-ring';

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
  return {
    obtain: (subjects) => {
      for (const subject of subjects) if (!kept.has(subject)) kept.set(subject, createSecretKey(randomBytes(32)));
      return Promise.resolve(known(subjects));
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

/** Faults that are put into the model on purpose: each must be caught, or the properties prove nothing. */
export const bugs = [
  ...[
    'no dedupe',
    'any revision',
    'last writer wins on fields',
    'conflict dropped',
    'blind delete',
    'dangling allowed',
    'no cascade',
  ],
  ...[
    'poison blocks',
    'no fork handling',
    'events out of order',
    'gone on send',
    'gone on acknowledgement',
    'weak fork check',
    'gone by any sending',
  ],
] as const;

export type Bug = (typeof bugs)[number];

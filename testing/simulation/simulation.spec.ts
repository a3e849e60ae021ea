import { describe, expect, test } from '@jest/globals';
import { play } from './play.ts';
import { sabotages } from './sabotages.ts';

/** SIM_SEED plays one world again; SIM_RUNS plays more of them. */
const { SIM_SEED, SIM_RUNS } = process.env;
const runs = Number(SIM_RUNS ?? 1_000);
const seeds = SIM_SEED === undefined ? Array.from({ length: runs }, (_each, i) => `seed ${i}`) : [SIM_SEED];

/** Worlds in which the product once did wrong, and what. */
const pinned: Readonly<Record<string, string>> = {
  'seed 20': 'what a runner remembered of a row was stale, so that the end of a wait was thrown away',
  'seed 19': 'a call in doubt that was made, as a person found out, was waited for without end',
  'seed 271': 'a carrier that had stood still said that it had no such message right before it took it',
  'seed 835': 'a person’s word about an attempt that was not in doubt let it be made twice',
};

/** Long enough for a slow machine. Milliseconds. */
const patience = 3_600_000;

describe('in a world where everything goes wrong', () => {
  test(
    'everybody is reached once, nobody is forgotten, and whoever said stop is left alone',
    async () => {
      for (const seed of SIM_SEED === undefined ? [...Object.keys(pinned), ...seeds] : seeds) {
        const { played } = await play(seed);
        if (played.wrongs.length > 0)
          throw new Error(
            `SIM_SEED='${seed}' plays it again:\n${played.wrongs.join('\n')}`.concat(
              Object.hasOwn(pinned, seed) ? `\nIt was pinned, since ${pinned[seed] ?? ''}.` : '',
            ),
          );
      }
    },
    patience,
  );
});

describe('the simulation notices when', () => {
  test.each(Object.entries(sabotages))(
    '%s',
    async (_name, sabotage) => {
      let noticed = 0;
      for (let i = 0; i < 300 && noticed === 0; i += 1)
        noticed = (await play(`seed ${i}`, sabotage)).played.wrongs.length;
      expect(noticed).toBeGreaterThan(0);
    },
    patience,
  );
});

import { readCommandLine } from '#server/command-line';
import { badCallbacks } from './bad-callbacks.ts';
import { isClean } from './judge.ts';
import { killPostgres } from './kill-postgres.ts';
import { killServer } from './kill-server.ts';
import { killOneOfTwo } from './one-of-two.ts';
import { takeAway } from './resources.ts';
import { replayAnywhere } from './replay.ts';
import type { StoreChoice } from './stage.ts';

type Given = {
  readonly kills: number | null;
  readonly rounds: number;
  readonly rows: number | null;
  readonly seed: number;
  readonly store: StoreChoice;
  /** Of F6 only the scenarios with this in their names. */
  readonly of: string | null;
};

/** A fault test: what it does in one line, and whether what must hold did. */
type Fault = {
  readonly name: string;
  about(given: Given): string;
  readonly holds: string;
  run(
    given: Given,
    say: (sentence: string) => void,
  ): Promise<{ ok: boolean; found: Readonly<Record<string, unknown>> }>;
};

const faults: readonly Fault[] = [
  {
    name: 'F1',
    about: ({ kills, rows, store }) =>
      `kill -9 of the server, ${kills ?? 50} times, over runs of ${rows ?? 3_000} rows, on the store ${store}`,
    holds: 'nobody contacted twice, nobody forgotten, nothing acknowledged lost',
    run: async ({ kills, rows, seed, store }, say) => {
      const { findings, ...rest } = await killServer({ kills: kills ?? 50, rows: rows ?? 3_000, seed, store, say });
      return { ok: isClean(findings), found: { ...rest, ...findings } };
    },
  },
  {
    name: 'F2',
    about: ({ kills, rows }) => `kill -9 of PostgreSQL, ${kills ?? 50} times, over runs of ${rows ?? 3_000} rows`,
    holds: 'the server outlives it, nobody contacted twice, nobody forgotten, nothing acknowledged lost',
    run: async ({ kills, rows, seed }, say) => {
      const { findings, ...rest } = await killPostgres({ kills: kills ?? 50, rows: rows ?? 3_000, seed, say });
      return { ok: isClean(findings) && rest.serverEnded === 0, found: { ...rest, ...findings } };
    },
  },
  {
    name: 'F3',
    about: ({ rows }) => `bad callbacks about runs of ${rows ?? 3_000} rows, beside clean ones about the same people`,
    holds: 'the same final states and reports as with clean callbacks, and no status went back',
    run: ({ rows, seed }, say) => badCallbacks({ rows: rows ?? 3_000, seed, say }),
  },
  {
    name: 'F4',
    about: ({ rounds, rows }) =>
      `${rounds} replays at random positions while runs of ${rows ?? 1_000} rows are written`,
    holds: 'every read table made anew equals the live one, row for row',
    run: async ({ rounds, rows, seed }, say) => {
      const found = await replayAnywhere({ rounds, rows: rows ?? 1_000, seed, say });
      return { ok: found.rowsDifferent === 0, found };
    },
  },
  {
    name: 'F5',
    about: ({ kills, rows, store }) =>
      `two APIs with followers and two runners, one of them killed, ${kills ?? 10} times, over runs of ${rows ?? 1_500} rows, on the store ${store}`,
    holds: 'work moves over within ten seconds; nobody contacted twice, nobody forgotten, nothing acknowledged lost',
    run: async ({ kills, rows, seed, store }, say) => {
      const { findings, ...rest } = await killOneOfTwo({ kills: kills ?? 10, rows: rows ?? 1_500, seed, store, say });
      return { ok: isClean(findings) && rest.slowestMoveMs <= 10_000, found: { ...rest, ...findings } };
    },
  },
  {
    name: 'F6',
    about: ({ rows }) => `disk, clock, time and carrier taken away for a while, over runs of ${rows ?? 1_000} rows`,
    holds: 'everything waits or pauses with its cause and goes on; nothing lost, nobody contacted twice',
    run: ({ rows, seed, of }, say) => takeAway({ rows: rows ?? 1_000, seed, only: of, say }),
  },
];

const usage = `Usage: npm run faults -- [--only FAULT[,FAULT]] [--kills N] [--rounds N] [--rows N] [--seed N] [--store own|esdb] [--of NAME] [--json]
  --of     of F6 only the scenarios with this in their names
${faults.map(({ name, holds }) => `  ${name}       ${holds}`).join('\n')}`;

/** `npm run faults -- [--only F1] [--kills 50] [--rounds 20] [--rows N] [--seed N] [--store own|esdb] [--of clock] [--json]`: does harm, says what it found. */
async function main(): Promise<boolean> {
  const text = { type: 'string' } as const;
  const options = {
    ...{ only: text, kills: text, rounds: text, rows: text, seed: text, of: text, store: text },
    json: { type: 'boolean' },
  } as const;
  const { values } = readCommandLine(usage, options);
  const chosen = faults.filter(
    ({ name }) => values.only === undefined || values.only.toUpperCase().split(',').includes(name),
  );
  if (chosen.length === 0)
    throw new Error(`--only is “${values.only ?? ''}”; the figures are ${faults.map(({ name }) => name).join(', ')}.`);
  const given: Given = {
    kills: values.kills === undefined ? null : whole('--kills', values.kills, 0),
    store: storeOf(values.store),
    rounds: whole('--rounds', values.rounds, 20),
    rows: values.rows === undefined ? null : whole('--rows', values.rows, 0),
    of: values.of ?? null,
    seed: whole('--seed', values.seed, Math.floor(Math.random() * 1e9)),
  };
  let good = true;
  for (const fault of chosen) good = (await measure(fault, given, values.json ?? false)) && good;
  return good;
}

async function measure({ name, about, holds, run }: Fault, given: Given, json: boolean): Promise<boolean> {
  process.stderr.write(`${name}: ${about(given)}, seed ${given.seed}\n`);
  const { ok, found } = await run(given, (sentence) => void process.stderr.write(`  ${sentence}\n`));
  if (json) process.stdout.write(`${JSON.stringify({ figure: name, ok, seed: given.seed, ...found })}\n`);
  else {
    for (const [what, value] of Object.entries(found))
      process.stdout.write(`  ${what.padEnd(26)}${String(value).padStart(8)}\n`);
    process.stdout.write(ok ? `${name} holds: ${holds}.\n` : `${name} does not hold.\n`);
  }
  return ok;
}

function storeOf(text = 'own'): StoreChoice {
  if (text !== 'own' && text !== 'esdb') throw new Error(`--store is “${text}”; wanted is own or esdb.`);
  return text;
}

function whole(name: string, text: string | undefined, otherwise: number): number {
  const value = text === undefined ? otherwise : Number(text);
  if (!Number.isInteger(value) || value < 0) throw new Error(`${name} is “${text ?? ''}”; a whole number is wanted.`);
  return value;
}

main().then(
  (ok) => process.exit(ok ? 0 : 1),
  (error: unknown) => {
    process.stderr.write(`${(error as Error).stack ?? ''}\n`);
    process.exit(1);
  },
);

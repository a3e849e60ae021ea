import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parsePhoneNumberWithError } from 'libphonenumber-js/min';
import type { Database } from '#server/engine/postgres/database';
import { listCountry, phoneCells, writeContactList } from './contact-list.ts';
import { openStage, uploadList, type Stage } from './execution-stage.ts';
import { median, perSecond, type Figure } from './figure.ts';
import { withScratchDatabase } from './scratch-database.ts';

const rounds = 3;
const manyRows = 1_000_000;
const shortRows = 100_000;

/** B3: a CSV file to rows as encrypted events in the log, against the phone library alone over the same numbers. */
export const importing: Figure = {
  name: 'B3',
  about: 'import of a CSV file',
  measure: (tell, { progress, short }) =>
    withScratchDatabase(async (db, folder) => {
      const rows = short ? shortRows : manyRows;
      const stage = await openStage(db, (fault) => {
        progress(`B3: ${fault.message}`);
      });
      await importList(stage, db, { path: await list(folder, 20_000, 99), rows: 20_000 });
      const runs: { rate: number; library: Spent; cpu: number; memory: Memory }[] = [];
      for (let i = 1; i <= rounds; i += 1) {
        const path = await list(folder, rows, i);
        // Half of it before and half after: the machine may have become busier or quieter meanwhile.
        const before = libraryAlone(rows / 2, i);
        const { rate, cpu, memory } = await importList(stage, db, { path, rows });
        const after = libraryAlone(rows / 2, i);
        const library = { rate: 2 / (1 / before.rate + 1 / after.rate), cpu: (before.cpu + after.cpu) / 2 };
        runs.push({ rate, library, cpu, memory });
        progress(
          `B3: round ${i} of ${rounds}: ${Math.round(rate)} rows/s, the library alone ${Math.round(library.rate)} numbers/s, ${memory.most} MB`,
        );
      }
      tell({
        figure: 'B3 import rows/s',
        value: median(runs.map(({ rate }) => rate)),
        unit: 'rows/s',
        limit: median(runs.map(({ library }) => library.rate)),
        limitName: 'libphonenumber-js alone on one core',
        ratio: median(runs.map(({ rate, library }) => rate / library.rate)),
        goal: '0.5 (floor 0.25)',
      });
      // What others do on the machine meanwhile does not change this one.
      tell({
        figure: 'B3 import CPU µs/row',
        value: median(runs.map(({ cpu }) => cpu)),
        unit: 'µs of this process',
        limit: median(runs.map(({ library }) => library.cpu)),
        limitName: 'libphonenumber-js alone',
        ratio: median(runs.map(({ cpu, library }) => cpu / library.cpu)),
        goal: 'reported; PostgreSQL comes on top',
      });
      const most = Math.max(...runs.map(({ memory }) => memory.most));
      tell({
        figure: 'B6 memory MB import',
        value: most,
        unit: 'MB',
        limit: 512,
        limitName: 'RSS wanted at most',
        ratio: most / 512,
        goal: '1',
      });
      const growth = median(runs.map(({ memory }) => memory.second / memory.first));
      tell({
        figure: 'B6 memory second half',
        value: median(runs.map(({ memory }) => memory.second)),
        unit: 'MB',
        limit: median(runs.map(({ memory }) => memory.first)),
        limitName: 'most of the first half',
        ratio: growth,
        goal: 'flat: about 1',
      });
      await stage.close();
    }),
};

async function list(folder: string, rows: number, seed: number): Promise<string> {
  const path = join(folder, `contacts-${seed}.csv`);
  await writeContactList(path, rows, seed);
  return path;
}

/** Numbers a second, and processor time for each in microseconds. */
type Spent = { readonly rate: number; readonly cpu: number };

/** The library as `readPhone` asks it, over the same cells; making them is not counted. */
function libraryAlone(rows: number, seed: number): Spent {
  let [spent, cpu] = [0, 0];
  let cells: string[] = [];
  const judge = (): void => {
    const [began, used] = [performance.now(), process.cpuUsage()];
    for (const cell of cells) judgeByLibrary(cell);
    spent += performance.now() - began;
    cpu += microseconds(process.cpuUsage(used));
    cells = [];
  };
  for (const cell of phoneCells(rows, seed)) {
    cells.push(cell);
    if (cells.length === 10_000) judge();
  }
  judge();
  return { rate: rows / (spent / 1_000), cpu: cpu / rows };
}

function microseconds({ user, system }: NodeJS.CpuUsage): number {
  return user + system;
}

function judgeByLibrary(cell: string): string | null {
  try {
    const found = parsePhoneNumberWithError(cell, { defaultCountry: listCountry });
    return found.isValid() ? found.number : null;
  } catch {
    return null;
  }
}

/** The most megabytes this process held, in all and in each half of an import. */
type Memory = { readonly most: number; readonly first: number; readonly second: number };

/** From the first byte of the file to the event that says that all its rows are there. */
export async function importList(
  { app }: Stage,
  db: Database,
  { path, rows }: { path: string; rows: number },
): Promise<{ rate: number; cpu: number; memory: Memory }> {
  const dataSetId = randomUUID();
  const readings: { readonly share: number; readonly mb: number }[] = [];
  const [began, used] = [performance.now(), process.cpuUsage()];
  const pieces = createReadStream(path, { highWaterMark: 256 * 1024 });
  const { bytes } = await uploadList(app, db, { dataSetId, campaignId: randomUUID(), pieces, country: listCountry });
  for (;;) {
    const { rows: read } = await db.pool.query<{ read_bytes: number }>(
      'select read_bytes from read.data_sets where data_set_id = $1',
      [dataSetId],
    );
    const mb = Math.round(process.memoryUsage.rss() / 1024 / 1024);
    readings.push({ share: (read[0]?.read_bytes ?? 0) / bytes, mb });
    const ended = (await app.log.read(`dataSet-${dataSetId}`)).at(-1)?.event.type;
    if (ended === 'DataSetFailed') throw new Error('The import failed.');
    if (ended === 'DataSetReady') break;
    await wait(25);
  }
  const rate = perSecond(rows, began);
  const most = (half: readonly { readonly mb: number }[]): number => Math.max(0, ...half.map(({ mb }) => mb));
  return {
    ...{ rate, cpu: microseconds(process.cpuUsage(used)) / rows },
    memory: {
      most: most(readings),
      first: most(readings.filter(({ share }) => share < 0.5)),
      second: most(readings.filter(({ share }) => share >= 0.5)),
    },
  };
}

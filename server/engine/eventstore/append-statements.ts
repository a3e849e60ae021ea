import type pg from 'pg';
import type { Appended, ExpectedRevision, NewEvent } from './event-store.ts';

export type AppendRequest = {
  readonly stream: string;
  readonly expected: ExpectedRevision;
  readonly events: readonly NewEvent[];
  accept(appended: Appended): void;
  fail(fault: unknown): void;
};

/** A request with the JSON texts of its events. */
export type Letter = {
  readonly stream: string;
  readonly events: number;
  readonly request: AppendRequest;
  readonly data: readonly string[];
  readonly meta: readonly string[];
};

/** Stands between the JSON texts of a group (see the migration). */
const recordSeparator = '\u001e';

/** The statement of a request that comes alone (`es.append_one`). */
export function appendOne({ stream, request: { expected, events }, data, meta }: Letter): pg.QueryConfig {
  const [id, type] = [events.map((event) => event.id), events.map((event) => event.type)];
  const values = [stream, revisionOf(expected), plainArray(id), plainArray(type), joined(data), joined(meta)];
  return {
    name: 'es_append_one',
    text: 'select ord, actual, base from es.append_one($1, $2, $3, $4, $5, $6)',
    values,
  };
}

/** The statement of the requests of a group (`es.append`); each is named by its place. */
export function appendGroup(letters: readonly Letter[]): pg.QueryConfig {
  const requests = letters.map(({ request: { stream, expected }, events }, ord) => ({
    ...{ ord, stream, expected: revisionOf(expected), n: events },
  }));
  const [q, i, id, type]: [number[], number[], string[], string[]] = [[], [], [], []];
  letters.forEach(({ request }, ord) => {
    request.events.forEach((event, index) => {
      q.push(ord);
      i.push(index);
      id.push(event.id);
      type.push(event.type);
    });
  });
  const [data, meta] = [letters.flatMap((letter) => letter.data), letters.flatMap((letter) => letter.meta)];
  const arrays = [plainArray(q), plainArray(i), plainArray(id), plainArray(type)];
  return {
    name: 'es_append',
    text: 'select ord, actual, base from es.append($1, $2, $3, $4, $5, $6, $7)',
    values: [JSON.stringify(requests), ...arrays, joined(data), joined(meta)],
  };
}

function revisionOf(expected: ExpectedRevision): number {
  return expected === 'no-stream' ? -1 : expected;
}

function joined(texts: readonly string[]): string {
  return texts.join(recordSeparator);
}

/** An array of numbers, ids or names, none of which needs quoting. */
function plainArray(values: readonly (string | number)[]): string {
  return `{${values.join(',')}}`;
}

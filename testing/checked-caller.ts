import type { Door } from '#contracts/wire/door';
import { problemBody } from '#contracts/wire/http';
import { problemsOf } from '#server/engine/http/openapi';
import type { Served } from '#server/engine/http/serve';
import type { Answer, Caller } from './product.ts';

/** Somebody whose every answer is held against what its door declares, field by field; `walked` are the doors that let them in. */
export function checkedCaller(
  caller: Caller,
  doors: readonly Served[],
): { readonly caller: Caller; readonly walked: ReadonlySet<string>; readonly differences: readonly string[] } {
  const walked = new Set<string>();
  const differences: string[] = [];
  const check = async (method: Door['method'], path: string, asked: Promise<Answer>): Promise<Answer> => {
    const answer = await asked;
    const door = doors.find(
      ({ door: each }) => each.method === method && patternOf(each).test(path.split('?')[0] ?? ''),
    )?.door;
    const found = door ? differenceOf(door, answer) : 'no door is declared there';
    if (found !== null) differences.push(`${method} ${path.split('?')[0] ?? ''} ${answer.status}: ${found}`);
    if (door && answer.status < 300) walked.add(door.name);
    return answer;
  };
  return {
    ...{ walked, differences },
    caller: {
      get: (path) => check('get', path, caller.get(path)),
      post: (path, ...said) => check('post', path, caller.post(path, ...said)),
      command: (path, ...said) => check('post', path, caller.command(path, ...said)),
      upload: (path, ...said) => check('post', path, caller.upload(path, ...said)),
    },
  };
}

function patternOf({ path }: Door): RegExp {
  return new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`);
}

/** What an answer has that was not declared, or has not that was. */
function differenceOf(door: Door, { status, body, headers }: Answer): string | null {
  const { answer } = door;
  const kind = headers.get('content-type') ?? '';
  if (status >= 400) return noProblem(kind, body) ?? undeclared(door, status, String(body.code));
  if (answer === null) return status === 204 ? null : 'it declares an empty answer';
  if ('file' in answer)
    return kind.startsWith(answer.file.replace('*', '')) ? null : `a file as ${kind}, declared as ${answer.file}`;
  const read = answer.safeParse(body);
  if (!read.success) return read.error.message;
  const [declared, given] = [JSON.stringify(sorted(read.data)), JSON.stringify(sorted(body))];
  return declared === given ? null : `declared is ${declared}, given ${given}`;
}

function noProblem(kind: string, body: Answer['body']): string | null {
  if (!kind.startsWith('application/problem+json')) return `an error as ${kind}`;
  return problemBody.safeParse(body).error?.message ?? null;
}

function undeclared(door: Door, status: number, code: string): string | null {
  if (!problemsOf(door).some((each) => each === status)) return `the status ${status} is not declared`;
  return status === 422 && !door.refusals.includes(code) ? `the refusal ${code} is not declared` : null;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, held]) => [key, sorted(held)]),
  );
}

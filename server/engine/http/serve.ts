import express, { type Request, type RequestHandler, type Response } from 'express';
import type { z } from 'zod';
import type { Outcome } from '#contracts/kernel/command';
import type { Instant, Provenance } from '#contracts/kernel/event';
import type { CommandDoor } from '#contracts/wire/command-door';
import type { Door, FileAnswer } from '#contracts/wire/door';
import { askedBy, signedIn, type Allow, type SignedIn } from './door.ts';
import { parseAsked } from './parse.ts';
import { answerTo, denied, deniedBy, isDenied, problem, type Denied } from './problem.ts';
import { afterOwnWrites } from './own-writes.ts';
import { sameOrigin } from './same-origin.ts';

/** A door with what stands behind it. */
export type Served = { readonly door: Door; readonly handlers: readonly RequestHandler[] };

/** What came in, in the declared form. `by` is nobody's where a door is open to anybody. */
export type Asked<D extends Door> = {
  readonly params: z.output<D['params']>;
  readonly query: z.output<D['query']>;
  readonly body: D['body'] extends z.ZodType | null ? z.output<NonNullable<D['body']>> : undefined;
  readonly by: SignedIn;
  readonly request: Request;
  readonly response: Response;
};

/** An answer in the declared form or a no; a file is written to the response, and nothing is returned. */
export type Answered<D extends Door> = D['answer'] extends z.ZodType
  ? z.input<D['answer']> | Denied
  : D['answer'] extends FileAnswer | null
    ? Denied | undefined
    : unknown;

/** A door that is answered from the tables of followers: who asks finds there whatever they wrote before. */
export function readFrom<D extends Door>(reads: readonly string[], door: D): D & { readonly reads: readonly string[] } {
  return { ...door, reads };
}

/** Puts somebody behind a door. `before` is what has to be passed besides, like a limit of tries. */
export function serve<D extends Door & { readonly reads?: readonly string[] }>(
  door: D,
  answer: (asked: Asked<D>) => Promise<Answered<D>>,
  before: readonly RequestHandler[] = [],
): Served {
  const last: RequestHandler = async (request, response) => {
    const asked = read(door, request);
    if (isDenied(asked)) {
      deny(response, asked);
      return;
    }
    const about = { ...(asked as Asked<D>), by: signedIn(response), request, response };
    const answered = await afterOwnWrites(response, door.reads ?? [], () => answer(about));
    if (isDenied(answered)) deny(response, withIds(answered, { ...about.params, ...idsIn(about.query) }));
    else if (door.answer === null) response.status(204).end();
    else if ('parse' in door.answer) response.json(answered);
  };
  return { door, handlers: [...before, last] };
}

/** Behind a door for commands: whether this very command may be asked, and who asks when. */
export function serveCommands<P extends z.ZodObject, C extends z.ZodType, A extends z.ZodType>(
  door: CommandDoor<P, C, A>,
  now: () => Instant,
  ask: (asked: {
    readonly params: z.output<P>;
    readonly command: z.output<C>;
    readonly provenance: Provenance;
    readonly by: SignedIn;
  }) => Promise<z.input<A> | Exclude<Outcome, { outcome: 'accepted' }> | Denied>,
): Served {
  return serve(door as Door, async ({ params, body, by, response }) => {
    const { commandId, ...command } = body as { commandId: string; type: string };
    const needed = door.permissions?.[command.type];
    if (needed !== undefined && !by.may(needed))
      return denied(403, 'NotAllowed', `Your role, ${by.role}, may not ask for ${command.type}; it needs ${needed}.`, {
        role: by.role,
      });
    const outcome = (await ask({
      ...{ params: params as z.output<P>, command: command as z.output<C>, by },
      provenance: askedBy(response, commandId, now),
    })) as Outcome | Denied;
    return isDenied(outcome) ? outcome : answerTo(outcome);
  });
}

function read(door: Door, request: Request): Pick<Asked<Door>, 'params' | 'query' | 'body'> | Denied {
  const params = parseAsked(door.params, request.params, 'path');
  if (!params.ok) return deniedBy(params.invalid);
  const query = parseAsked(door.query, request.query, 'query');
  if (!query.ok) return deniedBy(query.invalid);
  if (door.body === null || door.bodyAs !== 'json')
    return { params: params.value, query: query.value, body: undefined };
  const body = parseAsked(door.body, request.body);
  return body.ok ? { params: params.value, query: query.value, body: body.value } : deniedBy(body.invalid);
}

/** Things may be named in the query as well, and what is asked has an id of its own there. */
function idsIn(query: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(query).filter(([name]) => name.endsWith('Id') && name !== 'commandId'));
}

/** What is not there is named, also by a rule of the very thing that the door is of. */
function withIds(no: Denied, params: Readonly<Record<string, unknown>>): Denied {
  const asked = Object.entries(params).map(([name, value]) => `${name} ${String(value)}`);
  if (asked.length === 0 || !(no.denied === 404 || isMissing(no.code, params))) return no;
  return { ...no, detail: `${no.detail} Asked for was ${asked.join(', ')}; look it up in its list.` };
}

function isMissing(code: string, params: Readonly<Record<string, unknown>>): boolean {
  const [, kind] = /^(\w+)IsMissing$/.exec(code) ?? [];
  return kind !== undefined && `${kind.charAt(0).toLowerCase()}${kind.slice(1)}Id` in params;
}

export function deny(response: Response, { denied: status, ...said }: Denied): void {
  problem(response, status, said);
}

/** Not strict: `null` is JSON, and what is wrong with it is said by the door. */
const parseJson = express.json({ limit: '1mb', strict: false });
const parseText = express.text({ type: () => true, limit: '64kb' });

/** Everything a request passes on its way through a door: where it comes from, who asks, the form of the body. */
export function passages({ door, handlers }: Served, allow: Allow): readonly RequestHandler[] {
  const { permission, method, body, bodyAs } = door;
  const passed: RequestHandler[] = [named(door.path)];
  if (method !== 'get' && permission !== 'signature') passed.push(sameOrigin);
  if (permission !== 'anybody' && permission !== 'signature') {
    const allowed = allow(permission === 'signedIn' ? null : permission);
    passed.push(
      door.alsoFromHere === true
        ? (request, response, next) => (isFromHere(request) ? next() : allowed(request, response, next))
        : allowed,
    );
  }
  if (body !== null && bodyAs === 'json') passed.push(onlyJson, parseJson);
  if (body !== null && bodyAs === 'signedText') passed.push(parseText);
  return [...passed, ...handlers];
}

/** Tells the log and the figures by which pattern a request came in. */
function named(route: string): RequestHandler {
  return (_request, response, next) => {
    response.locals.route = route;
    next();
  };
}

/** From this very machine, and not through a proxy on it. */
function isFromHere(request: Request): boolean {
  const from = request.socket.remoteAddress ?? '';
  const forwarded = request.get('x-forwarded-for') ?? request.get('forwarded');
  return forwarded === undefined && /^(::ffff:)?127\.|^::1$/.test(from);
}

const onlyJson: RequestHandler = (request, response, next) => {
  if (request.is('json') === false)
    deny(
      response,
      denied(
        415,
        'NotJson',
        `The body is ${request.get('content-type') ?? 'of no type'}; send it as application/json.`,
      ),
    );
  else next();
};

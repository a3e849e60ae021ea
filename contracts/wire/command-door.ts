import * as z from 'zod';
import { door, type Door } from './door.ts';

type OneCommand = z.ZodObject<{ type: z.ZodLiteral<string>; data: z.ZodType }>;
type Commands = z.ZodDiscriminatedUnion<readonly OneCommand[], 'type'>;
type Nothing = z.ZodObject<Record<string, never>>;

export const accepted = z
  .object({
    outcome: z.literal('accepted'),
    stream: z.string().meta({ description: 'Where the events were appended.' }),
    revision: z.int().min(-1).meta({ description: 'Revision of the last event of the stream; -1: it has none.' }),
  })
  .meta({ id: 'Accepted', description: 'The command was accepted, now or when it first came.' });

export type CommandBody<C extends z.ZodType> = z.ZodType<z.output<C> & { commandId: string }>;
export type CommandDoor<P extends z.ZodObject, C extends z.ZodType, A extends z.ZodType = typeof accepted> = Door<
  P,
  Nothing,
  CommandBody<C>,
  A
>;

type Said<P extends z.ZodObject, C, A extends z.ZodType> = Pick<
  Door<P>,
  'name' | 'path' | 'tag' | 'permission' | 'summary' | 'refusals' | 'permissions' | 'description' | 'missing'
> & { readonly params?: P; readonly command: C; readonly answer?: A };

/** A door for commands: each with an id of the asker's making, so that asking again is safe. */
export function commandDoor<
  C extends Commands,
  P extends z.ZodObject = Nothing,
  A extends z.ZodType = typeof accepted,
>({ command, answer, ...said }: Said<P, C, A>): CommandDoor<P, C, A> {
  const [first, ...others] = command.options.map((option) => option.extend({ commandId: z.uuid() }));
  const body = z.discriminatedUnion('type', [first as OneCommand, ...(others as OneCommand[])]);
  return door({
    ...said,
    method: 'post',
    body: body as unknown as CommandBody<C>,
    answer: answer ?? (accepted as unknown as A),
  });
}

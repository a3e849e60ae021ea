import { resolve } from 'node:path';
import { z } from 'zod';
import { isCountry } from '#contracts/data-set/phone';

type Key = { readonly about: string; readonly secret?: true; readonly schema: z.ZodType };

const text = z.string().trim().min(1);

/** Every setting there is, with a sentence. This is the only reader of the environment. */
export const configKeys = {
  PORT: { about: 'The port the product listens on.', schema: z.coerce.number().int().min(0).max(65_535).default(3000) },
  HOST: {
    about: 'The address the product listens on; 0.0.0.0 lets other machines in.',
    schema: text.default('127.0.0.1'),
  },
  DATA_DIR: {
    about: 'Where the embedded database and the sandbox keep their data.',
    schema: text.default('./data').transform((path) => resolve(path)),
  },
  DATABASE_URL: {
    about: 'A PostgreSQL of your own instead of the embedded one.',
    secret: true,
    schema: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  },
  EVENTSTORE_URL: {
    about: 'An EventStoreDB for the events, as esdb://user:password@host:2113, instead of the store in the database.',
    secret: true,
    schema: z
      .string()
      .regex(/^esdb(\+discover)?:\/\/\S+$/, 'wanted is an address like esdb://user:password@host:2113')
      .optional(),
  },
  PUBLIC_URL: {
    about: 'How people reach the product, for links; else http://localhost:PORT.',
    schema: z.url({ protocol: /^https?$/ }).optional(),
  },
  TRUST_PROXY: {
    about:
      'How many proxies stand between people and the product: so many are believed about whose request they pass on.',
    schema: z.coerce.number().int().min(0).max(10).default(0),
  },
  TLS_CERT: {
    about: 'A certificate in PEM form, to serve HTTPS with; with npm start -- --lan, one is made where none is named.',
    schema: text.optional(),
  },
  TLS_KEY: { about: 'The file of the key of TLS_CERT, in PEM form.', schema: text.optional() },
  CLIENT_DIR: {
    about:
      'A folder with a built app to serve, or none to serve no app; else it is built from its sources when needed.',
    schema: text.optional(),
  },
  ADMIN_EMAIL: { about: 'The first administrator.', schema: z.email().default('admin@example.org') },
  ORGANISATION_COUNTRY: {
    about:
      'Country of phone numbers written without a country code (ISO 3166 alpha-2), until an administrator sets one.',
    schema: z
      .string()
      .refine((code): boolean => isCountry(code), 'wanted are the two letters of a country, as in CL')
      .optional(),
  },
  UPLOAD_LIMIT_MB: {
    about: 'Largest file that can be uploaded, in megabytes.',
    schema: z.coerce.number().int().min(1).max(10_000).default(1024),
  },
  BACKUP_PASSPHRASE: {
    about: 'Encrypts backups, and opens them again; without it a backup holds its keys in the open.',
    secret: true,
    schema: z.string().min(12).optional(),
  },
  LOG_LEVEL: {
    about: 'How much is logged: debug, info, warn or error.',
    schema: z.enum(['debug', 'info', 'warn', 'error']).default('info'),
  },
  SANDBOX_URL: {
    about: 'A sandbox in another process; else it runs inside the product.',
    schema: z.url({ protocol: /^https?$/ }).optional(),
  },
  SANDBOX_SECRET: {
    about: 'Signs what passes between the product and a sandbox in another process.',
    secret: true,
    schema: z.string().min(16).optional(),
  },
  SANDBOX_CALLBACK_URL: {
    about: 'Where a sandbox in a process of its own tells what happened: /hooks/sandbox of the product.',
    schema: z.url({ protocol: /^https?$/ }).optional(),
  },
  SANDBOX_SEED: {
    about: 'Which made-up people the sandbox plays; the same seed, the same people.',
    schema: text.default('ai-flows'),
  },
  SANDBOX_TIMING: {
    about: 'How fast the sandbox answers: realistic (people take their time) or instant.',
    schema: z.enum(['realistic', 'instant']).default('realistic'),
  },
} satisfies Record<string, Key>;

export type Config = { readonly [K in keyof typeof configKeys]: z.infer<(typeof configKeys)[K]['schema']> };

/** Reads the settings, or names every one that is wrong: what was found and what is wanted. */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const problems: string[] = [];
  const read = Object.entries(configKeys as Record<string, Key>).map(([key, { schema, secret }]) => {
    const found = environment[key] === '' ? undefined : environment[key];
    const parsed = schema.safeParse(found);
    if (!parsed.success)
      problems.push(
        `${key} is “${secret ? '…' : String(found)}”: ${parsed.error.issues.map(({ message }) => message).join(', ')}`,
      );
    return [key, parsed.data] as const;
  });
  if (problems.length > 0) throw new Error(`The settings are not right. ${problems.join('. ')}.`);
  return Object.fromEntries(read) as Config;
}

import { readCommandLine } from '#server/command-line';

/** What a process may do: answer requests, follow the log, or do what is to be done (execute and import). */
export const processRoles = ['api', 'projections', 'runner'] as const;
export type ProcessRole = (typeof processRoles)[number];
export type ProcessRoles = ReadonlySet<ProcessRole>;

export const everyRole: ProcessRoles = new Set(processRoles);

/** What is asked on the command line: which work this process does, and whether other machines may come in. */
export type Asked = { readonly roles: ProcessRoles; readonly lan: boolean };

const usage = `Usage: npm start -- [--lan] [--role ROLE[,ROLE]]
  --lan   for the tablets of this network, over HTTPS
  --role  what this process does: some of ${processRoles.join(', ')}; without it, all`;

/** `--role api,projections,runner`: some of them; without it, all. `--lan`: for this network, over HTTPS. */
export function askedIn(args: readonly string[]): Asked {
  const options = { role: { type: 'string' }, lan: { type: 'boolean', default: false } } as const;
  const { values } = readCommandLine(usage, options, { args });
  return { roles: rolesIn(values), lan: values.lan };
}

function rolesIn(values: { readonly role?: string | undefined }): ProcessRoles {
  if (values.role === undefined) return everyRole;
  const named = values.role.split(',').map((name) => name.trim());
  const unknown = named.find((name) => !(processRoles as readonly string[]).includes(name));
  if (unknown !== undefined)
    throw new Error(`--role names “${unknown}”; wanted are some of ${processRoles.join(', ')}, with commas between.`);
  return new Set(named as ProcessRole[]);
}

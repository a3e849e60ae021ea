import { parseArgs } from 'node:util';

/** What a process may do: answer requests, follow the log, or do what is to be done (execute and import). */
export const processRoles = ['api', 'projections', 'runner'] as const;
export type ProcessRole = (typeof processRoles)[number];
export type ProcessRoles = ReadonlySet<ProcessRole>;

export const everyRole: ProcessRoles = new Set(processRoles);

/** `--role api,projections,runner`: some of them; without it, all. */
export function rolesIn(args: readonly string[]): ProcessRoles {
  const { values } = parseArgs({ args: [...args], options: { role: { type: 'string' } } });
  if (values.role === undefined) return everyRole;
  const named = values.role.split(',').map((name) => name.trim());
  const unknown = named.find((name) => !(processRoles as readonly string[]).includes(name));
  if (unknown !== undefined)
    throw new Error(`--role names “${unknown}”; wanted are some of ${processRoles.join(', ')}, with commas between.`);
  return new Set(named as ProcessRole[]);
}

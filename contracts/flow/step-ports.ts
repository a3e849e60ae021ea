import type { z } from 'zod';
import type { Json, Step } from './document.ts';
import type { Port, StepDefinition } from './steps/definition.ts';
import { isStepType, stepDefinitions } from './steps.ts';

/** A way out of a step, with the name a person gave it, or null where its name is the step type's own. */
export type NamedPort = Port & { readonly label: string | null };

/**
 * The ways out of a step as it is drawn, also while its settings are unfinished: then those that can be told. A step
 * type of a newer version has none.
 */
export function portsOfStep({ type, config }: Step): readonly NamedPort[] {
  if (!isStepType(type)) return [];
  const definition = stepDefinitions[type] as unknown as StepDefinition<string, z.ZodType>;
  const parsed = definition.configSchema.safeParse(config);
  const labels = [...entriesOf(config.branches), ...entriesOf(config.conditions)];
  const ports = definition.ports(parsed.success ? parsed.data : { branches: labels, conditions: labels });
  return ports.map((port) => ({ ...port, label: labels.find(({ id }) => id === port.name)?.label ?? null }));
}

function entriesOf(list: Json | undefined): { readonly id: string; readonly label: string | null }[] {
  const entries: readonly Json[] = Array.isArray(list) ? list : [];
  return entries.flatMap((entry) => {
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return [];
    const { id, label } = entry;
    if (typeof id !== 'string' || id === '') return [];
    return [{ id, label: typeof label === 'string' && label.trim() !== '' ? label.trim() : null }];
  });
}

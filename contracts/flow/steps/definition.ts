import type { z } from 'zod';
import type { Finding, FlowFacts } from '#contracts/flow/finding';

/** A way out of a step. A way that is required must lead somewhere; through the others a row may also end. */
export type Port = { readonly name: string; readonly required: boolean };

/** What a step type is: its settings, its ways out, and what can be wrong with it. One file a type. */
export type StepDefinition<Type extends string, Schema extends z.ZodType> = {
  readonly type: Type;
  readonly configSchema: Schema;
  ports(config: z.infer<Schema>): readonly Port[];
  /** Findings beyond the form of the settings; the step's id is added by validation. */
  check(config: z.infer<Schema>, facts: FlowFacts): readonly Omit<Finding, 'step'>[];
};

export function defineStep<Type extends string, Schema extends z.ZodType>(
  definition: StepDefinition<Type, Schema>,
): StepDefinition<Type, Schema> {
  return definition;
}

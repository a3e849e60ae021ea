import * as z from 'zod';
import type { Json } from './document.ts';
import { stepDefinitions, type StepType } from './steps.ts';

/** One setting of a step as a form shows it: what it takes, and how much of it. */
export type FormField = {
  readonly name: string;
  readonly kind: 'text' | 'number' | 'flag' | 'choice' | 'list' | 'group';
  /** Without a value the flow cannot be published. */
  readonly required: boolean;
  /** What counts while nothing was chosen. */
  readonly otherwise?: Json;
  /** Characters of a text. */
  readonly longest?: number;
  readonly least?: number;
  readonly most?: number;
  /** The values a choice takes. */
  readonly choices?: readonly string[];
  /** Entries of a list. */
  readonly mostEntries?: number;
};

/** As much of JSON Schema as the settings of steps use. */
type Shape = {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly default?: Json;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
};

/** The form of a step type's settings, read from the schema that validates them: there is no second list of limits. */
export function formOf(type: StepType): readonly FormField[] {
  return fieldsOf(shapeOf(type));
}

/** The form of one entry of a list of groups, like a branch of a ResponseBranch. */
export function entryFormOf(type: StepType, list: string): readonly FormField[] {
  return fieldsOf(shapeOf(type).properties?.[list]?.items ?? {});
}

function shapeOf(type: StepType): Shape {
  return z.toJSONSchema(stepDefinitions[type].configSchema, { io: 'input', unrepresentable: 'any' }) as Shape;
}

function fieldsOf({ properties = {}, required = [] }: Shape): readonly FormField[] {
  return Object.entries(properties).map(([name, shape]) => ({
    name,
    kind: kindOf(shape),
    required: required.includes(name),
    ...(shape.default === undefined ? {} : { otherwise: shape.default }),
    ...(shape.maxLength === undefined ? {} : { longest: shape.maxLength }),
    ...(shape.minimum === undefined ? {} : { least: shape.minimum }),
    ...(shape.maximum === undefined ? {} : { most: shape.maximum }),
    ...(shape.enum ? { choices: shape.enum } : {}),
    ...(shape.maxItems === undefined ? {} : { mostEntries: shape.maxItems }),
  }));
}

function kindOf({ type, enum: choices }: Shape): FormField['kind'] {
  if (choices) return 'choice';
  if (type === 'string') return 'text';
  if (type === 'number' || type === 'integer') return 'number';
  if (type === 'boolean') return 'flag';
  return type === 'array' ? 'list' : 'group';
}

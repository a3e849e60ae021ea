import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { campaignCommand } from '#contracts/campaign/commands';
import { channelCommand } from '#contracts/channel/channel';
import { executionCommand } from '#contracts/execution/commands';
import { operationBody } from '#contracts/flow/operation';
import { flowVersionsCommand } from '#contracts/flow/versions';
import { personCommand } from '#contracts/person/person';
import { eventExamples, personalFields } from '#contracts/registry';
import { templateCommand } from '#contracts/template/template';

const commands: readonly (readonly [of: string, schema: z.ZodType])[] = [
  ['campaign', campaignCommand],
  ['channel', channelCommand],
  ['execution', executionCommand],
  ['flow', flowVersionsCommand],
  ['flow edit', operationBody],
  ['person', personCommand],
  ['template', templateCommand],
];

/** Every event, command and refusal, from the contracts themselves. */
export function catalogue(): string {
  return [
    '# Catalogue',
    '',
    'Generated from the contracts by `npm run docs`. Do not edit.',
    '',
    '## Events',
    '',
    'What can happen. Fields marked *personal* are encrypted in the log under their subject’s own key.',
    '',
    ...Object.entries(eventExamples).flatMap(([type, example]) => eventOf(type, example)),
    '## Commands',
    '',
    'What can be asked, as JSON Schema. Every command travels with a `commandId` made by the asker.',
    '',
    ...commands.flatMap(([of, schema]) => commandsOf(of, schema)),
    '## Refusals',
    '',
    'The rules’ own no: a code and a sentence (HTTP 422).',
    '',
    '| code | where | sentence |',
    '|---|---|---|',
    ...refusals(),
    '',
  ].join('\n');
}

function eventOf(type: string, example: { readonly data: unknown }): string[] {
  const marks = (personalFields[type] ?? []).map(({ list, fields }) =>
    fields.map((field) => `\`${list === undefined ? '' : `${list}[].`}${field}\``).join(', '),
  );
  return [
    `### ${type}`,
    '',
    docstringOf(type),
    '',
    ...(marks.length > 0 ? [`Personal: ${marks.join(', ')}.`, ''] : []),
    '```json',
    JSON.stringify(example.data, null, 2),
    '```',
    '',
  ];
}

function commandsOf(of: string, schema: z.ZodType): string[] {
  const { $schema: _ignored, ...shape } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Record<
    string,
    unknown
  >;
  return [`### Of a ${of}`, '', '```json', JSON.stringify(shape, null, 1), '```', ''];
}

const sources: readonly (readonly [file: string, text: string])[] = sourcesOf('contracts');

function sourcesOf(folder: string): (readonly [string, string])[] {
  return readdirSync(folder, { withFileTypes: true })
    .toSorted((left, right) => (left.name < right.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return sourcesOf(path);
      return entry.name.endsWith('.ts') && !entry.name.endsWith('.spec.ts')
        ? [[path.replaceAll('\\', '/'), readFileSync(path, 'utf8')] as const]
        : [];
    });
}

/** The comment above an event's type. */
function docstringOf(type: string): string {
  for (const [, text] of sources) {
    const found = new RegExp(`/\\*\\*((?:(?!\\*/)[\\s\\S])*)\\*/\\s*export type ${type} = Event<`).exec(text);
    if (found)
      return (found[1] ?? '')
        .replace(/^\s*\* ?/gm, '')
        .replace(/\s+/g, ' ')
        .trim();
  }
  throw new Error(
    `Writing the catalogue: the event ${type} has no docstring above its type; write what it says happened.`,
  );
}

function refusals(): string[] {
  const found = sources.flatMap(([file, text]) =>
    [...text.matchAll(/refuse\(\s*'(\w+)',\s*(['`])((?:(?!\2)[\s\S])*)\2/g)].map(([, code = '', , sentence = '']) => ({
      code,
      file,
      sentence: sentence
        .replace(/\$\{[^}]*\}+/g, '…')
        .replace(/\s+/g, ' ')
        .replaceAll('|', '\\|'),
    })),
  );
  return found
    .toSorted((left, right) => (left.code < right.code ? -1 : 1))
    .map(({ code, file, sentence }) => `| \`${code}\` | ${file} | ${sentence} |`);
}

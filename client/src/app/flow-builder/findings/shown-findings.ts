import type { Finding } from '#contracts/flow/finding';
import type { FlowState } from '#contracts/flow/state';
import { portsOfStep } from '#contracts/flow/step-ports';
import { variablesOf } from '#contracts/flow/variables';
import type { Around } from '#client/flow-builder/around';
import type { StepWords } from '#client/flow-builder/step-words';

/** A finding in the reader's language, with the name of the step it is about. */
export type ShownFinding = Pick<Finding, 'severity' | 'code' | 'step' | 'field' | 'port'> & {
  readonly text: string;
  readonly name: string | null;
};

type Seen = {
  readonly flow: FlowState;
  readonly around: Around;
  readonly names: ReadonlyMap<string, string>;
  readonly words: StepWords;
};

export function shownFindings(findings: readonly Finding[], seen: Seen): readonly ShownFinding[] {
  return findings.map(({ severity, code, step, field, port, sentence }) => {
    const name = step === undefined ? null : (seen.names.get(step) ?? seen.words.t('steps.gone'));
    const key = `findings.${code}`;
    const text = seen.words.has(key) ? seen.words.t(key, paramsOf({ step, field, port }, seen)) : sentence;
    return {
      ...{ severity, code, name, text },
      ...(step === undefined ? {} : { step }),
      ...(field === undefined ? {} : { field }),
      ...(port === undefined ? {} : { port }),
    };
  });
}

function paramsOf(
  { step: id, field, port }: { step: string | undefined; field: string | undefined; port: string | undefined },
  { flow, around, words }: Seen,
): Readonly<Record<string, string>> {
  const step = id === undefined ? undefined : flow.steps.get(id);
  const columns = around.columns ?? [];
  const named = step && port !== undefined ? portsOfStep(step).find(({ name }) => name === port) : undefined;
  const value = step && field !== undefined ? step.config[field] : undefined;
  const unknown = textsIn(value)
    .flatMap(variablesOf)
    .filter((name) => !columns.includes(name));
  return {
    field: step && field !== undefined ? words.field(step.type, field) : '',
    port: named ? words.port(named) : words.t('ports.unnamed'),
    variables: [...new Set(unknown)].map((name) => `“${name}”`).join(', '),
    columns: columns.join(', '),
  };
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

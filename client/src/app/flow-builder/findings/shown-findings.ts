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

type Seen = { readonly flow: Pick<FlowState, 'steps'>; readonly around: Around; readonly words: StepWords };

export function shownFindings(
  findings: readonly Finding[],
  seen: Seen & { readonly names: ReadonlyMap<string, string> },
): readonly ShownFinding[] {
  return findings.map((finding) => {
    const { severity, code, step, field, port } = finding;
    const name = step === undefined ? null : (seen.names.get(step) ?? seen.words.t('steps.gone'));
    return {
      ...{ severity, code, name, text: findingText(finding, seen) },
      ...(step === undefined ? {} : { step }),
      ...(field === undefined ? {} : { field }),
      ...(port === undefined ? {} : { port }),
    };
  });
}

/** A finding in the reader's language; one of a newer server is said in its words. */
export function findingText(finding: Finding, seen: Seen): string {
  const key = `findings.${finding.code}`;
  return seen.words.has(key) ? seen.words.t(key, paramsOf(finding, seen)) : finding.sentence;
}

function paramsOf({ step: id, field, port }: Finding, { flow, around, words }: Seen): Readonly<Record<string, string>> {
  const step = id === undefined ? undefined : flow.steps.get(id);
  const columns = around.columns ?? [];
  const named = step && port !== undefined ? portsOfStep(step).find(({ name }) => name === port) : undefined;
  const value = step && field !== undefined ? step.config[field] : undefined;
  const unknown = textsIn(value)
    .flatMap(variablesOf)
    .filter((name) => !columns.includes(name));
  return {
    field: step && field !== undefined ? words.field(step.type, field) : '',
    port: words.port(named ?? { name: '', label: null }),
    variables: [...new Set(unknown)].map((name) => `“${name}”`).join(', '),
    columns: columns.join(', '),
  };
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

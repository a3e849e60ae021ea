import type { CanvasStep } from './canvas/canvas-step.ts';
import type { FlowEditor } from './editing/flow-editor.ts';
import type { ShownFinding } from './findings/shown-findings.ts';
import { lookOf } from './step-looks.ts';

/** Every step with what is written on it, in the order of the flow. */
export function canvasSteps(editor: FlowEditor, findings: readonly ShownFinding[]): readonly CanvasStep[] {
  const { words } = editor;
  const marks = new Map<string, CanvasStep['mark']>();
  for (const { step, severity } of findings)
    if (step !== undefined && marks.get(step) !== 'blocks') marks.set(step, severity);
  for (const { step } of editor.onDevice()?.conflicts ?? []) if (step !== null) marks.set(step, 'clash');
  return [...editor.drawn().values()].map((drawn) => ({
    ...drawn,
    ...lookOf(drawn.step.type),
    title: editor.nameOf(drawn.step.id),
    summary: words.summary(drawn.step, editor.around()),
    portLabels: drawn.ports.map((port) => words.port(port)),
    mark: marks.get(drawn.step.id) ?? null,
  }));
}

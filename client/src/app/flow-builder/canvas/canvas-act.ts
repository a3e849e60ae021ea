import type { Target } from './hit.ts';
import type { Box, Point } from './step-box.ts';

/** What a person did on the canvas, in the flow's own places. */
export type CanvasAct =
  | { readonly act: 'tap'; readonly target: Target; readonly at: Point; readonly more: boolean }
  | { readonly act: 'grab'; readonly id: string; readonly more: boolean }
  | { readonly act: 'move'; readonly ids: ReadonlySet<string>; readonly by: Point }
  | {
      readonly act: 'connect';
      readonly from: string;
      readonly port: string;
      readonly to: string | null;
      readonly at: Point;
    }
  | { readonly act: 'lasso'; readonly box: Box; readonly more: boolean };

import type { Target } from './hit.ts';
import type { Point } from './step-box.ts';

/** What the next press on the canvas is for. Everything that can be dragged can be done by taps as well. */
export type Tool =
  | { readonly name: 'hand' }
  | { readonly name: 'lasso' }
  | { readonly name: 'place'; readonly type: string }
  | { readonly name: 'connect'; readonly from: string; readonly port: string }
  | { readonly name: 'move'; readonly ids: readonly string[] };

export type Press = {
  readonly pointer: number;
  readonly at: Point;
  /** Shift, or Ctrl/⌘: adds to the selection. */
  readonly more: boolean;
  /** Mouse: the middle button pans whatever it is on. */
  readonly pans: boolean;
};

export type Input =
  | ({ readonly type: 'down'; readonly target: Target } & Press)
  | { readonly type: 'move' | 'up'; readonly pointer: number; readonly at: Point }
  | { readonly type: 'cancel'; readonly pointer: number };

export type Gesture =
  | { readonly name: 'idle' }
  | { readonly name: 'pressed'; readonly target: Target; readonly press: Press }
  | { readonly name: 'panning'; readonly pointer: number; readonly last: Point }
  | {
      readonly name: 'dragging' | 'connecting' | 'lassoing';
      readonly pointer: number;
      readonly from: Point;
      readonly target: Target;
    }
  | { readonly name: 'pinching'; readonly fingers: readonly [Finger, Finger] };

type Finger = { readonly pointer: number; readonly at: Point };

/** What the canvas is told to do. Points are of the canvas, in pixels. */
export type Effect =
  | { readonly do: 'tap'; readonly target: Target; readonly at: Point; readonly more: boolean }
  | { readonly do: 'pan'; readonly by: Point }
  | { readonly do: 'pinch'; readonly before: readonly [Point, Point]; readonly after: readonly [Point, Point] }
  | {
      readonly do: 'dragStart' | 'connectStart' | 'lassoStart';
      readonly target: Target;
      readonly from: Point;
      readonly more: boolean;
    }
  | {
      readonly do: 'drag' | 'drop' | 'connectTo' | 'connectEnd' | 'lassoTo' | 'lassoEnd';
      readonly from: Point;
      readonly at: Point;
    }
  | { readonly do: 'abort' };

export type Rules = { readonly tool: Tool['name']; readonly mayEdit: boolean };
type Next = readonly [Gesture, readonly Effect[]];

/** A press becomes a drag after this many pixels, so that an unsteady finger still taps. */
export const slop = 8;

export const idle: Gesture = { name: 'idle' };

/** The pointer layer as a rule: what was going on, what came, what goes on now and what is to be done. */
export function next(gesture: Gesture, input: Input, rules: Rules): Next {
  switch (input.type) {
    case 'down':
      return down(gesture, input);
    case 'move':
      return move(gesture, input, rules);
    case 'up':
      return up(gesture, input);
    case 'cancel':
      return holds(gesture, input.pointer)
        ? [idle, gesture.name === 'pressed' ? [] : [{ do: 'abort' }]]
        : [gesture, []];
  }
}

function down(gesture: Gesture, { target, ...press }: Extract<Input, { type: 'down' }>): Next {
  if (gesture.name === 'idle') return [{ name: 'pressed', target, press }, []];
  const first = fingerOf(gesture);
  // A second finger pinches; what the first had begun is given up.
  if (!first || first.pointer === press.pointer) return [gesture, []];
  const begun = gesture.name !== 'pressed' && gesture.name !== 'panning';
  return [
    { name: 'pinching', fingers: [first, { pointer: press.pointer, at: press.at }] },
    begun ? [{ do: 'abort' }] : [],
  ];
}

function move(gesture: Gesture, { pointer, at }: { readonly pointer: number; readonly at: Point }, rules: Rules): Next {
  switch (gesture.name) {
    case 'idle':
      return [gesture, []];
    case 'pressed':
      return gesture.press.pointer === pointer ? begin(gesture, at, rules) : [gesture, []];
    case 'panning':
      if (gesture.pointer !== pointer) return [gesture, []];
      return [{ ...gesture, last: at }, [{ do: 'pan', by: { x: at.x - gesture.last.x, y: at.y - gesture.last.y } }]];
    case 'pinching':
      return pinch(gesture, { pointer, at });
    case 'dragging':
    case 'connecting':
    case 'lassoing':
      if (gesture.pointer !== pointer) return [gesture, []];
      return [gesture, [{ do: during[gesture.name], from: gesture.from, at }]];
  }
}

const during = { dragging: 'drag', connecting: 'connectTo', lassoing: 'lassoTo' } as const;
const after = { dragging: 'drop', connecting: 'connectEnd', lassoing: 'lassoEnd' } as const;
const started = { dragging: 'dragStart', connecting: 'connectStart', lassoing: 'lassoStart' } as const;

function begin({ target, press }: Extract<Gesture, { name: 'pressed' }>, at: Point, rules: Rules): Next {
  const { pointer, at: from, more, pans } = press;
  if (Math.hypot(at.x - from.x, at.y - from.y) < slop) return [{ name: 'pressed', target, press }, []];
  const name = pans ? 'panning' : meant(target, more, rules);
  if (name === 'panning')
    return [{ name, pointer, last: at }, [{ do: 'pan', by: { x: at.x - from.x, y: at.y - from.y } }]];
  return [
    { name, pointer, from, target },
    [
      { do: started[name], target, from, more },
      { do: during[name], from, at },
    ],
  ];
}

function meant(target: Target, more: boolean, { tool, mayEdit }: Rules): 'panning' | keyof typeof during {
  if (target.on === 'step' && mayEdit) return 'dragging';
  if (target.on === 'port' && mayEdit) return 'connecting';
  return tool === 'lasso' || more ? 'lassoing' : 'panning';
}

function pinch({ fingers }: Extract<Gesture, { name: 'pinching' }>, moved: Finger): Next {
  const [one, other] = fingers;
  if (moved.pointer !== one.pointer && moved.pointer !== other.pointer) return [{ name: 'pinching', fingers }, []];
  const now: readonly [Finger, Finger] = moved.pointer === one.pointer ? [moved, other] : [one, moved];
  return [
    { name: 'pinching', fingers: now },
    [{ do: 'pinch', before: [one.at, other.at], after: [now[0].at, now[1].at] }],
  ];
}

function up(gesture: Gesture, { pointer, at }: { readonly pointer: number; readonly at: Point }): Next {
  if (!holds(gesture, pointer)) return [gesture, []];
  switch (gesture.name) {
    case 'pressed':
      return [idle, [{ do: 'tap', target: gesture.target, at: gesture.press.at, more: gesture.press.more }]];
    case 'pinching': {
      // The finger that stays goes on panning.
      const rest = gesture.fingers.find((finger) => finger.pointer !== pointer);
      return [rest ? { name: 'panning', pointer: rest.pointer, last: rest.at } : idle, []];
    }
    case 'dragging':
    case 'connecting':
    case 'lassoing':
      return [idle, [{ do: after[gesture.name], from: gesture.from, at }]];
    case 'idle':
    case 'panning':
      return [idle, []];
  }
}

function fingerOf(gesture: Gesture): Finger | null {
  switch (gesture.name) {
    case 'idle':
    case 'pinching':
      return null;
    case 'pressed':
      return { pointer: gesture.press.pointer, at: gesture.press.at };
    case 'panning':
      return { pointer: gesture.pointer, at: gesture.last };
    case 'dragging':
    case 'connecting':
    case 'lassoing':
      return { pointer: gesture.pointer, at: gesture.from };
  }
}

function holds(gesture: Gesture, pointer: number): boolean {
  if (gesture.name === 'pinching') return gesture.fingers.some((finger) => finger.pointer === pointer);
  return fingerOf(gesture)?.pointer === pointer;
}

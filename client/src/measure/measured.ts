let frames = 0;
let since = 0;

/** What whoever measures asks of the page, by `measured.…` in its window. */
export const measured = {
  isDrawn: (): boolean => (document.querySelector('.links path.line')?.getAttribute('d') ?? '') !== '',

  /** A step that is seen whole, or a place of the canvas where there is none. */
  placeFor: (gesture: 'drag' | 'pan'): { x: number; y: number } => {
    const boxes = [...document.querySelectorAll('.nodes .step .body')].map((step) => step.getBoundingClientRect());
    if (gesture === 'drag') {
      const seen = boxes.find((box) => box.left > 20 && box.top > 20 && box.right < 900 && box.bottom < 700);
      if (!seen) throw new Error('No step is seen whole; one is wanted to be dragged.');
      return { x: seen.left + 90, y: seen.top + 20 };
    }
    const isFree = (x: number, y: number): boolean =>
      !boxes.some((box) => x > box.left - 30 && x < box.right + 30 && y > box.top - 30 && y < box.bottom + 30);
    for (let y = 10; y < 700; y += 10) for (let x = 10; x < 800; x += 10) if (isFree(x, y)) return { x, y };
    throw new Error('No place without a step is seen; one is wanted to pan from.');
  },

  countFrames: (): void => {
    frames = 0;
    since = performance.now();
    const count = (): void => {
      frames += 1;
      requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
  },

  nextFrame: (): Promise<void> => new Promise((resolve) => requestAnimationFrame(() => resolve())),

  framesASecond: (): number => frames / ((performance.now() - since) / 1000),
};

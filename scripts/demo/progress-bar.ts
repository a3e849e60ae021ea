const width = 32;
const everyMs = 2_000;

/** A line of progress on standard error: redrawn in a terminal, now and then a new line elsewhere. */
export function progressBar(title: string): { show(done: number, total: number, words?: string): void; end(): void } {
  const { stderr } = process;
  let last = 0;
  let shown = '';
  return {
    show: (done, total, words = '') => {
      const share = total > 0 ? Math.min(done / total, 1) : 0;
      const bar = '█'.repeat(Math.round(share * width)).padEnd(width, '░');
      shown = `${title.padEnd(10)} ${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${words}`;
      if (stderr.isTTY) stderr.write(`\r${shown}\u001b[K`);
      else if (Date.now() - last >= everyMs) {
        last = Date.now();
        stderr.write(`${shown}\n`);
      }
    },
    end: () => {
      stderr.write(stderr.isTTY ? '\n' : `${shown}\n`);
    },
  };
}

import { connect, createServer, type Socket } from 'node:net';

/** A line to a server that can be cut, mended, and made to lose what the server answers. */
export type CutLine = {
  readonly url: string;
  cut(): void;
  mend(): void;
  /** From now on everything reaches the server and nothing comes back, until the line is cut. */
  loseAnswers(): void;
  close(): Promise<void>;
};

/** Stands between a device and a server on 127.0.0.1, as a network does. */
export async function openCutLine(serverUrl: string): Promise<CutLine> {
  const { port } = new URL(serverUrl);
  const ends = new Set<Socket>();
  let isCut = false;
  let isDeaf = false;
  const server = createServer((near) => {
    if (isCut) {
      near.destroy();
      return;
    }
    const far = connect(Number(port), '127.0.0.1');
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(end);
      end.on('data', (bytes) => {
        if (end === near || !isDeaf) other.write(bytes);
      });
      end.on('close', () => {
        ends.delete(end);
        other.destroy();
      });
      end.on('error', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const own = typeof address === 'object' && address ? address.port : 0;
  const cut = (): void => {
    isCut = true;
    isDeaf = false;
    for (const end of ends) end.destroy();
  };
  return {
    url: `http://127.0.0.1:${own}`,
    cut,
    mend: () => void (isCut = false),
    loseAnswers: () => void (isDeaf = true),
    close: () => {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

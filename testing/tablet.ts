import { randomUUID } from 'node:crypto';
import { openTab } from '#app-testing/devices';
import type { Device } from '#client/data/device';
import type { FlowDesk, FlowOnDevice } from '#client/data/flow-desk';
import type { Role } from '#contracts/person/roles';
import { openCutLine, type CutLine } from './cut-line.ts';
import { callerWith, type TestProduct } from './product.ts';
import { openSocket, type TestSocket } from './socket-client.ts';

/** Somebody with a tablet: the real local replica, the real Socket.IO client, and a line that can be cut. */
export type Tablet = {
  readonly personId: string;
  readonly device: Device;
  readonly line: CutLine;
  /** What went wrong that a person would have to know of. */
  readonly faults: readonly unknown[];
  /** Another tab on the same tablet. */
  openTab(): Device;
  /** The browser is closed and opened again; nothing but the disk stays. */
  restart(network?: Network): Promise<Tablet>;
  close(): Promise<void>;
};

export type Person = { readonly personId: string; readonly cookie: string };

export async function somebody(product: TestProduct, role: Role = 'editor'): Promise<Person> {
  const cookie = await product.cookie(role);
  const { body } = await callerWith(product.url, cookie).get('/api/me');
  return { personId: String(body.personId), cookie };
}

/** Whose sign-in the device has, where it is not the person's own; whether the line is cut from the beginning. */
export type Network = {
  readonly signedInAs?: Person;
  readonly cut?: boolean;
  /** The version of the protocol that its app speaks, where it is another than the server's. */
  readonly schema?: number;
};

export async function openTablet(product: TestProduct, person: Person, network: Network = {}): Promise<Tablet> {
  const { signedInAs = person, cut = false, schema } = network;
  const line = await openCutLine(product.url);
  if (cut) line.cut();
  const faults: unknown[] = [];
  const tabs: Device[] = [];
  const tab = (): Device => {
    const device = openTab(person.personId, {
      connect: (personId) => {
        const socket = openSocket(line.url, { cookie: signedInAs.cookie }, { personId });
        return Promise.resolve(schema === undefined ? socket : speaking(socket, schema));
      },
      faults,
    });
    device.sync();
    tabs.push(device);
    return device;
  };
  const device = tab();
  const close = async (): Promise<void> => {
    await Promise.all(tabs.splice(0).map((each) => each.close()));
    await line.close();
  };
  return {
    ...{ personId: person.personId, device, line, faults, openTab: tab, close },
    restart: async (then = {}) => {
      await close();
      return openTablet(product, person, { signedInAs: person, ...then });
    },
  };
}

/** The same connection, in whose messages another version of the protocol is named. */
function speaking(socket: TestSocket, schema: number): TestSocket {
  const { emit } = socket;
  socket.emit = (message: string, said: object, ...rest: unknown[]) =>
    (emit as (...all: unknown[]) => TestSocket).call(
      socket,
      message,
      'schema' in said ? { ...said, schema } : said,
      ...rest,
    );
  return socket;
}

/** The same person, whose sign-in is a new one. */
export async function signedInAgain(product: TestProduct, { personId }: Person, email: string): Promise<Person> {
  const { token } = await product.app.signIn.issueLink(email, 10);
  const response = await fetch(`${product.url}/api/sign-in/link`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  });
  const cookie = response.headers.getSetCookie().map((set) => set.split(';')[0]);
  return { personId, cookie: cookie.join('; ') };
}

export async function emailOf(product: TestProduct, { cookie }: Person): Promise<string> {
  return String((await callerWith(product.url, cookie).get('/api/me')).body.email);
}

/** A new flow on the server, with nothing in it. */
export async function createFlow(product: TestProduct, person: Person): Promise<string> {
  const flowId = randomUUID();
  const { status, text } = await callerWith(product.url, person.cookie).command(
    `/api/flows/${flowId}/commands`,
    'CreateFlow',
    { name: 'Welcome' },
  );
  if (status !== 200) throw new Error(`Creating a flow was answered with ${status}; wanted 200. ${text}`);
  return flowId;
}

/** Everything made here is confirmed by the server. */
export const confirmed = ({ here, waiting, saving }: FlowOnDevice): boolean => here && waiting === 0 && saving === 0;

/** Opens a flow and waits until it is there. */
export async function openHere({ device }: Pick<Tablet, 'device'>, flowId: string): Promise<FlowDesk> {
  const desk = await device.openFlow(flowId);
  await new Promise<void>((resolve) => {
    desk.subscribe(({ here }) => (here ? resolve() : undefined));
  });
  return desk;
}

import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { may, roles, type Role } from '#contracts/person/roles';
import type { Room } from '#contracts/wire/facts';
import type { Socket } from 'socket.io-client';
import { largestMessage, roomsAtOnce, type ClientMessages } from '#contracts/wire/sockets';
import { syncSchema } from '#contracts/wire/sync';
import { accepted } from '#testing/campaign';
import { callerWith, startTestProduct, type Caller, type TestProduct } from '#testing/product';
import { connect, type Heard } from '#testing/socket-client';

let product: TestProduct;
let admin: Caller;
const open: Heard[] = [];

beforeAll(async () => {
  product = await startTestProduct();
  admin = await product.as('admin');
});
afterEach(() => {
  for (const { socket } of open.splice(0)) socket.close();
});
afterAll(async () => {
  expect(product.faults).toEqual([]);
  await product.close();
});

const connected = async (cookie: string, headers: Readonly<Record<string, string>> = {}): Promise<Heard> => {
  const heard = await connect(product.url, { cookie, ...headers });
  open.push(heard);
  return heard;
};
const cookies = new Map<Role, Promise<string>>();
/** Somebody of that role, always the same. */
const as = async (role: Role): Promise<Heard> => {
  const cookie = cookies.get(role) ?? product.cookie(role);
  cookies.set(role, cookie);
  return connected(await cookie);
};
const personOf = async (cookie: string): Promise<string> =>
  String((await callerWith(product.url, cookie).get('/api/me')).body.personId);

describe('law 11: who comes in', () => {
  test.each([
    ['without a sign-in', {}],
    ['with a sign-in that nobody has', { cookie: 'aiflows_session=abcdefgh' }],
  ])('nobody %s', async (_how, headers) => {
    await expect(connect(product.url, headers)).rejects.toMatchObject({
      data: { status: 'needs-auth', code: 'SignInFirst' },
    });
  });

  test.each([
    ['a page of another site', { origin: 'https://elsewhere.example' }],
    ['a page that hides where it is from', { origin: 'null' }],
    ['a frame in another site', { 'sec-fetch-site': 'cross-site' }],
  ])('%s may not connect with a person’s cookie', async (_whose, headers) => {
    await expect(connected(await product.cookie('admin'), headers)).rejects.toThrow('websocket error');
  });

  test('a page of our own may', async () => {
    const own = { origin: product.url, 'sec-fetch-site': 'same-origin' };
    expect((await connected(await product.cookie('analyst'), own)).socket.connected).toBe(true);
  });
});

describe('law 11: what a role may', () => {
  const id = '0193f1a0-0000-7000-8000-000000000001';
  const doors: readonly (readonly [keyof ClientMessages, object, Parameters<typeof may>[1]])[] = [
    ['watch', { room: 'campaigns' }, 'readCampaigns'],
    ['watch', { room: 'flows' }, 'readCampaigns'],
    ['watch', { room: 'channels' }, 'readCampaigns'],
    ['watch', { room: `campaign:${id}` }, 'readCampaigns'],
    ['watch', { room: `execution:${id}` }, 'readReports'],
    ['flow:sync', { flowId: id, fromRev: -1, schema: syncSchema }, 'readCampaigns'],
    ['flow:open', { flowId: id, replica: id }, 'readCampaigns'],
    ['flow:push', { flowId: id, replica: id, ops: [], schema: syncSchema }, 'editFlows'],
  ];
  test.each(doors)('%s %j asks for %s', async (message, said, permission) => {
    for (const role of roles) {
      const { status } = await (await as(role)).ask(message, said as never);
      expect([role, status === 'forbidden']).toEqual([role, !may(role, permission)]);
    }
  });

  test('who was turned away from a room hears nothing of it', async () => {
    const [analyst, editor] = [await as('analyst'), await as('editor')];
    expect(await analyst.ask('watch', { room: 'campaigns' })).toMatchObject({ status: 'forbidden' });
    await editor.ask('watch', { room: 'campaigns' });
    await accepted(
      admin.command(`/api/campaigns/${randomUUID()}/commands`, 'CreateCampaign', { flowId: id, name: 'New' }),
    );
    await editor.hears('facts', ({ facts }) => facts.some((fact) => fact.kind === 'campaign' && fact.name === 'New'));
    expect(await analyst.ask('unwatch', { room: 'campaigns' })).toEqual({ status: 'ok' });
    expect(analyst.said).toEqual([]);
  });
});

describe('a connection is closed at once', () => {
  test('when its person is revoked, on every device of theirs and no other', async () => {
    const [cookie, other] = [await product.cookie('editor'), await as('editor')];
    const devices = [await connected(cookie), await connected(cookie)];
    await accepted(admin.command(`/api/people/${await personOf(cookie)}/commands`, 'RevokePerson'));
    for (const device of devices) {
      expect(await device.gone).toBe('io server disconnect');
      expect(await device.hears('ended')).toMatchObject({ code: 'SignInEnded' });
    }
    await expect(connected(cookie)).rejects.toMatchObject({ data: { status: 'needs-auth' } });
    expect(await other.ask('unwatch', { room: 'flows' })).toEqual({ status: 'ok' });
  });

  test('when the role is another: connected again, only what the new one allows is to be seen', async () => {
    const cookie = await product.cookie('editor');
    const device = await connected(cookie);
    await device.ask('watch', { room: 'campaigns' });
    await accepted(admin.command(`/api/people/${await personOf(cookie)}/commands`, 'ChangeRole', { role: 'analyst' }));
    expect(await device.gone).toBe('io server disconnect');
    expect(await device.hears('ended')).toMatchObject({ code: 'RoleChanged' });
    const again = await connected(cookie);
    expect(await again.ask('watch', { room: 'campaigns' })).toMatchObject({ status: 'forbidden' });
  });

  test('when a program’s token is revoked, or its person may do less than the token', async () => {
    const cookie = await product.cookie('editor');
    const [caller, personId] = [callerWith(product.url, cookie), await personOf(cookie)];
    for (const change of ['revoke', 'lessen'] as const) {
      const tokenId = randomUUID();
      const asked = { tokenId, name: 'Export', role: 'editor', expiresAt: new Date(Date.now() + 86_400_000) };
      const { body } = await accepted(caller.post('/api/me/tokens', asked));
      const device = await connect(product.url, { authorization: `Bearer ${String(body.token)}` });
      open.push(device);
      expect(await device.ask('watch', { room: 'campaigns' })).toMatchObject({ status: 'ok' });
      await accepted(
        change === 'revoke'
          ? caller.post(`/api/me/tokens/${tokenId}/revoke`, {})
          : admin.command(`/api/people/${personId}/commands`, 'ChangeRole', { role: 'analyst' }),
      );
      expect(await device.gone).toBe('io server disconnect');
      expect(await device.hears('ended')).toMatchObject({
        code: change === 'revoke' ? 'SignInEnded' : 'RoleChanged',
      });
    }
  });

  test('when the person signs out', async () => {
    const cookie = await product.cookie('editor');
    const device = await connected(cookie);
    await callerWith(product.url, cookie).post('/api/sign-out', {});
    expect(await device.gone).toBe('io server disconnect');
    expect(await device.hears('ended')).toMatchObject({ code: 'SignInEnded' });
  });

  test('when the sign-in has ended without a word, at the next message', async () => {
    const cookie = await product.cookie('editor');
    const device = await connected(cookie);
    await product.db.pool.query(`update auth.session set expires_at = now() where person_id = $1`, [
      await personOf(cookie),
    ]);
    const push = { flowId: randomUUID(), replica: randomUUID(), ops: [], schema: syncSchema };
    const asked = device.ask('flow:push', push).catch(() => null);
    expect(await device.gone).toBe('io server disconnect');
    expect(await device.hears('ended')).toMatchObject({ code: 'SignInEnded' });
    expect([null, 'needs-auth']).toContain((await asked)?.status ?? null);
  });

  test('when a message is larger than any that is wanted', async () => {
    const device = await as('editor');
    device.socket.emit('watch', { room: 'x'.repeat(largestMessage) } as never, () => undefined);
    expect(await device.gone).toBe('transport close');
  });
});

describe('a message that is wrong is answered with what is wrong, and harms nobody', () => {
  const wrong: readonly (readonly [string, unknown[]])[] = [
    ['watch', [{ room: 'execution:1 or 1=1' }]],
    ['watch', [{ room: `execution:${randomUUID()}`, besides: 1 }]],
    ['watch', [{ room: 'campaigns', after: { epoch: 'x', seq: -1 } }]],
    ['watch', [null]],
    ['watch', ['campaigns']],
    ['watch', []],
    ['watch', [{ room: 'campaigns' }, { room: 'flows' }]],
    ['flow:push', [{ flowId: 'x', replica: 'y', ops: 'z', schema: 0 }]],
    ['flow:push', [{ flowId: randomUUID(), replica: randomUUID(), ops: [{ k: 'addStep' }], schema: 1 }]],
    ['flow:sync', [Buffer.from('abc')]],
    ['flow:sync', [{ flowId: randomUUID(), fromRev: 1.5, schema: 1 }]],
    ['constructor', [{}]],
    ['__proto__', [{}]],
    ['flow:destroy', [{}]],
  ];
  test.each(wrong)('%s %j', async (message, said) => {
    const device = await as('admin');
    const answer: unknown = await (device.socket as Socket).emitWithAck(message, ...said);
    expect(answer).toMatchObject({ status: 'refused', code: 'Invalid' });
    expect(await device.ask('unwatch', { room: 'flows' })).toEqual({ status: 'ok' });
  });

  test('a message that asks for no answer is passed over', async () => {
    const device = await as('admin');
    device.socket.emit('watch', { room: 'campaigns' } as never, undefined as never);
    expect(await device.ask('unwatch', { room: 'flows' })).toEqual({ status: 'ok' });
  });

  test('more rooms than a person can look at are refused', async () => {
    const device = await as('admin');
    const room = (): Room => `execution:${randomUUID()}`;
    for (let i = 0; i < roomsAtOnce; i += 1)
      expect(await device.ask('watch', { room: room() })).toMatchObject({ status: 'ok' });
    expect(await device.ask('watch', { room: room() })).toMatchObject({ status: 'refused', code: 'TooManyRooms' });
  });

  test('more messages at once than anybody needs are answered with “busy”', async () => {
    const device = await as('admin');
    const asked = Array.from({ length: 100 }, () =>
      device.ask('flow:sync', { flowId: randomUUID(), fromRev: -1, schema: syncSchema }),
    );
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set(['refused', 'busy']));
    expect(await device.ask('unwatch', { room: 'flows' })).toEqual({ status: 'ok' });
  });
});

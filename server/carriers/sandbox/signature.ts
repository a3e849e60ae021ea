import { createHmac, timingSafeEqual } from 'node:crypto';

/** Older signatures are refused, so that an overheard callback cannot be repeated for long. Milliseconds. */
const validForMs = 5 * 60_000;

/** `t=<ms since 1970>,v1=<hex HMAC-SHA-256 of "t.body">`: who knows the secret wrote this body at this time. */
export function sign(secret: string, body: string, now: number): string {
  return `t=${now},v1=${mac(secret, body, now)}`;
}

export function isSigned(secret: string, body: string, signature: string, now: number): boolean {
  const [, time, found] = /^t=(\d{1,16}),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
  if (time === undefined || found === undefined || Math.abs(now - Number(time)) > validForMs) return false;
  return timingSafeEqual(Buffer.from(found, 'hex'), Buffer.from(mac(secret, body, Number(time)), 'hex'));
}

function mac(secret: string, body: string, time: number): string {
  return createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
}

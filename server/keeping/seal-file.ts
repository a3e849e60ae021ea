import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes,
  scrypt,
  timingSafeEqual,
  type ScryptOptions,
} from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { PassThrough, Readable, type Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';

/**
 * A sealed file: one line of JSON that says what it is, the text compressed (gzip) and, with a passphrase, encrypted
 * (AES-256-GCM under a key that scrypt makes of it; the tag follows the text), and the SHA-256 of everything before.
 */
type Head = { readonly format: string; readonly version: number; readonly secret: Secret | null };
type Secret = { readonly salt: string; readonly nonce: string; readonly check: string };

const checksumBytes = 32;
const tagBytes = 16;
const longestHead = 4_096;
/** RFC 7914: 128 MB and about half a second for each guess. */
const hard: ScryptOptions = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 };

export type SealedFile = { readonly file: string; readonly format: string; readonly passphrase: string | null };

/** Writes a sealed file that only its owner may read. It has its name when all of it is on the disk, and not before. */
export async function writeSealedFile(
  { file, format, passphrase }: SealedFile,
  text: AsyncIterable<string>,
): Promise<void> {
  const part = `${file}.part`;
  const [salt, nonce] = [randomBytes(16), randomBytes(12)];
  const key = passphrase === null ? null : await keyOf(passphrase, salt);
  const cipher = key && createCipheriv('aes-256-gcm', key, nonce);
  const secret = key && { salt: salt.toString('hex'), nonce: nonce.toString('hex'), check: checkOf(key) };
  const head: Head = { format, version: 1, secret };
  const hash = createHash('sha256');
  const whole = async function* (body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    const pieces = async function* (): AsyncGenerator<Buffer> {
      yield Buffer.from(`${JSON.stringify(head)}\n`);
      yield* body;
      if (cipher) yield cipher.getAuthTag();
    };
    for await (const piece of pieces()) {
      hash.update(piece);
      yield piece;
    }
    yield hash.digest();
  };
  try {
    const seal: Duplex = cipher ?? new PassThrough();
    await pipeline(
      Readable.from(text),
      createGzip(),
      seal,
      whole,
      createWriteStream(part, { mode: 0o600, flags: 'w' }),
    );
    const written = await open(part, 'r+');
    await written.sync();
    await written.close();
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

/** Checks a sealed file from its first byte to its last, then gives back its text. Nothing is given of a bad one. */
export async function* readSealedFile({ file, format, passphrase }: SealedFile): AsyncGenerator<string> {
  const size = await checkWhole(file);
  const { head, bytes } = await readHead(file, format);
  const key = head.secret && (await openedKey(file, head.secret, passphrase));
  const end = size - checksumBytes - (key ? tagBytes : 0);
  const decipher =
    head.secret && key ? createDecipheriv('aes-256-gcm', key, Buffer.from(head.secret.nonce, 'hex')) : null;
  decipher?.setAuthTag(await readAt(file, end, tagBytes));
  const unseal: Duplex = decipher ?? new PassThrough();
  const out = createGunzip();
  const flowing = pipeline(createReadStream(file, { start: bytes, end: end - 1 }), unseal, out);
  // Its failure is met by whoever reads `out`; until then somebody has to have an ear for it.
  flowing.catch(() => undefined);
  const decoder = new TextDecoder();
  for await (const piece of out as AsyncIterable<Buffer>) yield decoder.decode(piece, { stream: true });
  await flowing;
}

async function checkWhole(file: string): Promise<number> {
  const handle = await open(file, 'r').catch((cause: unknown) => {
    throw new Error(`${file} cannot be read: ${(cause as Error).message}; name the file of a backup.`, { cause });
  });
  const { size } = await handle.stat();
  await handle.close();
  if (size <= checksumBytes) throw bad(file, `${size} bytes found, more than ${checksumBytes} wanted`);
  const hash = createHash('sha256');
  for await (const piece of createReadStream(file, { end: size - checksumBytes - 1 }) as AsyncIterable<Buffer>)
    hash.update(piece);
  const [found, wanted] = [hash.digest(), await readAt(file, size - checksumBytes, checksumBytes)];
  if (!found.equals(wanted)) throw bad(file, `checksum ${short(found)} found, ${short(wanted)} wanted`);
  return size;
}

function bad(file: string, what: string): Error {
  return new Error(`${file} is cut, altered or no backup: ${what}. Nothing was written; use another copy of it.`);
}

function short(hash: Buffer): string {
  return hash.toString('hex').slice(0, 16);
}

async function readHead(file: string, format: string): Promise<{ head: Head; bytes: number }> {
  const start = await readAt(file, 0, longestHead);
  const line = start.indexOf('\n');
  const head = line < 0 ? null : readJson(start.subarray(0, line).toString());
  if (head?.format !== format) throw bad(file, `“${head?.format ?? ''}” found, “${format}” wanted`);
  if (head.version !== 1)
    throw new Error(`${file} has version ${head.version}, version 1 is wanted; use the product that made it.`);
  return { head, bytes: line + 1 };
}

function readJson(text: string): Head | null {
  try {
    return JSON.parse(text) as Head;
  } catch {
    return null;
  }
}

async function openedKey(file: string, { salt, check }: Secret, passphrase: string | null): Promise<Buffer> {
  if (passphrase === null)
    throw new Error(
      `${file} is encrypted and no passphrase was given; set BACKUP_PASSPHRASE to the one it was made with.`,
    );
  const key = await keyOf(passphrase, Buffer.from(salt, 'hex'));
  if (!timingSafeEqual(Buffer.from(checkOf(key)), Buffer.from(check)))
    throw new Error(`${file} does not open with this passphrase; set BACKUP_PASSPHRASE to the one it was made with.`);
  return key;
}

async function readAt(file: string, from: number, bytes: number): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, from);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

function keyOf(passphrase: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), salt, 32, hard, (error, key) => (error ? reject(error) : resolve(key)));
  });
}

/** Tells at once whether a passphrase is the right one, and nothing else about it. */
function checkOf(key: Buffer): string {
  return createHmac('sha256', key).update('passphrase check').digest('hex').slice(0, 32);
}

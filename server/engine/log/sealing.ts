import { createCipheriv, createDecipheriv, randomFillSync } from 'node:crypto';
import type { PersonalFields } from '#contracts/kernel/personal-fields';
import { keyEncoding, type Key, type Keys } from './key-table.ts';

type Fields = Record<string, unknown>;

/** Every subject whose data stands in these fields of an event. */
export function subjectsIn(data: unknown, personal: readonly PersonalFields[]): string[] {
  return personal.flatMap((marked) => itemsOf(data as Fields, marked).map((item) => String(item[marked.subject])));
}

/**
 * The event as it is stored: the marked fields of each subject are gone and stand together, encrypted, in `sealed`
 * (AES-256-GCM: nonce, tag and text in base64). The stream and type are bound in, so a box cannot be moved elsewhere.
 */
export function seal(data: unknown, personal: readonly PersonalFields[], keys: Keys, bound: string): unknown {
  return cutOut(data, personal).sealed(keys, bound);
}

/** An event that waits for its keys: what will be sealed is text already, so that it holds little meanwhile. */
export type CutOut = {
  /** Whose data was cut out, some more than once. */
  readonly subjects: readonly string[];
  /** As `seal` says. Once. */
  sealed(keys: Keys, bound: string): unknown;
};

/** Takes the marked fields of each subject out of an event. */
export function cutOut(data: unknown, personal: readonly PersonalFields[]): CutOut {
  const opens: Fields[] = [];
  const subjects: string[] = [];
  const texts: string[] = [];
  const rest = map(data as Fields, personal, (item, { subject, fields }) => {
    const open: Fields = {};
    const secret: Fields = {};
    for (const name of Object.keys(item)) (fields.includes(name) ? secret : open)[name] = item[name];
    opens.push(open);
    subjects.push(String(item[subject]));
    texts.push(JSON.stringify(secret));
    return open;
  });
  return {
    subjects,
    sealed: (keys, bound) => {
      const boundBytes = Buffer.from(bound);
      opens.forEach((open, i) => {
        const key = keys.get(subjects[i] ?? '');
        open.sealed = key ? encrypt(key, texts[i] ?? '', boundBytes) : null;
      });
      return rest;
    },
  };
}

/** The event in the open again; the marked fields of a forgotten subject are `null`. */
export function unseal(data: unknown, personal: readonly PersonalFields[], keys: Keys, bound: string): unknown {
  return map(data as Fields, personal, (item, { subject, fields }) => {
    const { sealed, ...open } = item;
    const key = keys.get(String(item[subject]));
    if (key && typeof sealed === 'string') return { ...open, ...(JSON.parse(decrypt(key, sealed, bound)) as Fields) };
    return { ...open, ...Object.fromEntries(fields.map((field) => [field, null])) };
  });
}

/** What an event's sealed boxes are bound to. */
export function boundTo(stream: string, type: string): string {
  return `${stream} ${type}`;
}

function itemsOf(data: Fields, { list }: PersonalFields): Fields[] {
  return list === undefined ? [data] : (data[list] as Fields[]);
}

function map(
  data: Fields,
  personal: readonly PersonalFields[],
  change: (item: Fields, marked: PersonalFields) => Fields,
): Fields {
  let changed = data;
  for (const marked of personal) {
    if (marked.list === undefined) changed = change(changed, marked);
    else changed = { ...changed, [marked.list]: itemsOf(changed, marked).map((item) => change(item, marked)) };
  }
  return changed;
}

const nonceBytes = 12;
const tagBytes = 16;
const pool = Buffer.alloc(nonceBytes * 1024);
let used = pool.length;

/** Random bytes are fetched for many boxes at once: the call costs more than the bytes. */
function freshNonce(): Buffer {
  if (used === pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += nonceBytes;
  return pool.subarray(used - nonceBytes, used);
}

/** How the text of a key is read. */
const asText = { encoding: keyEncoding } as const;

function encrypt(key: Key, text: string, bound: Buffer): string {
  const nonce = freshNonce();
  const cipher = createCipheriv('aes-256-gcm', key, nonce, asText).setAAD(bound);
  const body = cipher.update(text, 'utf8');
  cipher.final();
  const length = nonceBytes + tagBytes + body.length;
  if (box.length < length) box = Buffer.allocUnsafe(length * 2);
  nonce.copy(box, 0);
  cipher.getAuthTag().copy(box, nonceBytes);
  body.copy(box, nonceBytes + tagBytes);
  return box.toString('base64', 0, length);
}

/** Where a box is put together; it holds nothing but what is encrypted. */
let box = Buffer.allocUnsafe(1_024);

function decrypt(key: Key, box: string, bound: string): string {
  const bytes = Buffer.from(box, 'base64');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), asText)
    .setAAD(Buffer.from(bound))
    .setAuthTag(bytes.subarray(12, 28));
  const text = decipher.update(bytes.subarray(28), undefined, 'utf8');
  return text + decipher.final('utf8');
}

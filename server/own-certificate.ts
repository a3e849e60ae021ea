import { X509Certificate } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import type { Config } from './config.ts';

/** What HTTPS needs, as PEM. `authority`: the certificate devices have to trust once, where it is one of our own making. */
export type Certificate = { readonly cert: string; readonly key: string; readonly authority: string | null };

const dayMs = 86_400_000;
/** Apple's devices take no server certificate that is valid for longer than 825 days, others none over 398. */
const serverDays = 397;
const authorityDays = 3650;

/** The certificate of TLS_CERT and TLS_KEY; with --lan, else, one signed by an authority made here; else none. */
export async function certificateFor(
  { TLS_CERT, TLS_KEY, DATA_DIR }: Pick<Config, 'TLS_CERT' | 'TLS_KEY' | 'DATA_DIR'>,
  lan: boolean,
): Promise<Certificate | null> {
  if (TLS_CERT !== undefined && TLS_KEY !== undefined)
    return { cert: read('TLS_CERT', TLS_CERT), key: read('TLS_KEY', TLS_KEY), authority: null };
  if (TLS_CERT !== undefined || TLS_KEY !== undefined)
    throw new Error('Serving HTTPS: TLS_CERT and TLS_KEY belong together, and only one is set; set both, or neither.');
  return lan ? ownCertificate(join(DATA_DIR, 'tls'), Date.now()) : null;
}

/** Addresses by which other machines of this network reach this one. */
export function lanAddresses(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ family, internal }) => family === 'IPv4' && !internal)
    .map(({ address }) => address);
}

/** The authority is made once and kept, so that a device trusts it once; the server's certificate follows its addresses. */
async function ownCertificate(folder: string, now: number): Promise<Certificate> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const authority = await keptOr(
    folder,
    'authority',
    () => true,
    () => makeAuthority(now),
  );
  const addresses = ['127.0.0.1', ...lanAddresses()];
  const fits = (cert: string): boolean => {
    const known = new X509Certificate(cert);
    const ours = known.verify(new X509Certificate(authority.cert).publicKey);
    return ours && known.validToDate.getTime() > now + 30 * dayMs && addresses.every((each) => known.checkIP(each));
  };
  const server = await keptOr(folder, 'server', fits, () => makeServer(authority, addresses, now));
  return { ...server, authority: authority.cert };
}

type Pair = { readonly cert: string; readonly key: string };

async function keptOr(
  folder: string,
  name: string,
  fits: (cert: string) => boolean,
  make: () => Promise<Pair>,
): Promise<Pair> {
  const [certFile, keyFile] = [join(folder, `${name}.crt`), join(folder, `${name}.key`)];
  if (existsSync(certFile) && existsSync(keyFile)) {
    const kept = { cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
    if (fits(kept.cert)) return kept;
  }
  const made = await make();
  writeFileSync(keyFile, made.key, { mode: 0o600 });
  writeFileSync(certFile, made.cert);
  return made;
}

async function makeAuthority(now: number): Promise<Pair> {
  const { generate } = await import('selfsigned');
  const made = await generate([{ name: 'commonName', value: 'AI Flows of this installation' }], {
    ...validFor(authorityDays, now),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return { cert: made.cert, key: made.private };
}

async function makeServer(authority: Pair, addresses: readonly string[], now: number): Promise<Pair> {
  const { generate } = await import('selfsigned');
  const made = await generate([{ name: 'commonName', value: 'AI Flows' }], {
    ...validFor(serverDays, now),
    ca: authority,
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: [{ type: 2, value: 'localhost' }, ...addresses.map((ip) => ({ type: 7 as const, ip }))],
      },
    ],
  });
  return { cert: made.cert, key: made.private };
}

/** From yesterday on: the clock of a tablet may be behind. */
function validFor(days: number, now: number) {
  const kind = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256' } as const;
  return { ...kind, notBeforeDate: new Date(now - dayMs), notAfterDate: new Date(now + days * dayMs) };
}

function read(key: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new Error(`Serving HTTPS: ${key} is “${path}”, which cannot be read; name a file in PEM form.`, {
      cause: error,
    });
  }
}

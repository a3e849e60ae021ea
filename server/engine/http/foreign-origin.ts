import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a request comes from a page of another site. A browser sends the session's cookie along from any page that
 * makes it, and says whose page it is in these headers. Programs send neither.
 */
export function isForeign(headers: IncomingHttpHeaders, publicUrl?: string): boolean {
  const { origin, host, 'sec-fetch-site': site } = headers;
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  if (origin === undefined) return false;
  const from = URL.canParse(origin) ? new URL(origin).host : '';
  return from !== host && (publicUrl === undefined || from !== new URL(publicUrl).host);
}

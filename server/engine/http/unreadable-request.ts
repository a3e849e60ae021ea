import { maxHeaderSize, STATUS_CODES, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

type Fault = Error & { readonly code?: string; readonly reason?: string };

/**
 * Answers what could not be read as a request, and so never reached a door, like every other no; then hangs up. In the
 * middle of an answer to what came before, it only hangs up.
 */
export function answerUnreadable(fault: Fault, socket: Duplex, before?: ServerResponse): void {
  const answering = before?.headersSent === true && !before.writableFinished;
  if (!socket.writable || answering || fault.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const { status, code, detail } = whatIsWrong(fault);
  const title = STATUS_CODES[status] ?? '';
  const body = JSON.stringify({ type: 'about:blank', title, status, code, detail });
  socket.end(
    [
      `HTTP/1.1 ${status} ${title}`,
      'content-type: application/problem+json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      'connection: close',
      '',
      body,
    ].join('\r\n'),
  );
}

/** Answers a request that can be read, but that HTTP itself does not let through, and hangs up. */
export function answerOutOfOrder(response: ServerResponse, status: 400 | 417, detail: string): void {
  const title = STATUS_CODES[status] ?? '';
  const body = JSON.stringify({ type: 'about:blank', title, status, code: 'Invalid', detail });
  const kind = { 'content-type': 'application/problem+json; charset=utf-8', 'content-length': Buffer.byteLength(body) };
  response.writeHead(status, { ...kind, connection: 'close' }).end(body);
}

function whatIsWrong({ code, reason, message }: Fault): { status: number; code: string; detail: string } {
  if (code === 'HPE_HEADER_OVERFLOW')
    return {
      ...{ status: 431, code: 'TooLarge' },
      detail: `The address and the headers are longer than the ${maxHeaderSize} bytes that are wanted; shorten the query, or send fewer cookies and headers.`,
    };
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return {
      ...{ status: 408, code: 'TooSlow' },
      detail: 'The request did not arrive in time; send it again, all of it.',
    };
  return {
    ...{ status: 400, code: 'Invalid' },
    detail: `What was sent is no request: ${reason ?? message}. Send HTTP/1.1 as RFC 9112 has it.`,
  };
}

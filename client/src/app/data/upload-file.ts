import type { Problem } from '#contracts/wire/http';
import type { Answer } from './api.ts';

/** A file on its way: what becomes of it, and a way to take it back. */
export type Upload<Body> = {
  readonly answer: Promise<Answer<Body> | { readonly outcome: 'cancelled' }>;
  cancel(): void;
};

/** Sends a file as it is and says how many bytes have gone; `fetch` cannot say that. */
export function uploadFile<Body>(path: string, file: Blob, progress: (sent: number) => void): Upload<Body> {
  const request = new XMLHttpRequest();
  const answer = new Promise<Awaited<Upload<Body>['answer']>>((resolve) => {
    request.upload.addEventListener('progress', ({ loaded }) => progress(loaded));
    request.addEventListener('abort', () => resolve({ outcome: 'cancelled' }));
    request.addEventListener('error', () => resolve({ outcome: 'unreachable' }));
    request.addEventListener('load', () => {
      const said = read(request.responseText);
      if (request.status < 300 && said !== null) resolve({ outcome: 'ok', body: said as Body });
      else
        resolve({ outcome: 'problem', status: request.status, problem: (said ?? unread(request.status)) as Problem });
    });
  });
  request.open('POST', path);
  request.setRequestHeader('accept', 'application/json');
  request.setRequestHeader('content-type', 'text/csv');
  // The service worker would answer 504 by itself where there is no network.
  request.setRequestHeader('ngsw-bypass', 'true');
  request.send(file);
  return { answer, cancel: () => request.abort() };
}

function read(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function unread(status: number): Problem {
  const detail = `The server answered ${status} in a way this app does not understand; reload the page.`;
  return { type: 'about:blank', title: 'Not understood', status, code: 'NotUnderstood', detail };
}

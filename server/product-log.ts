import { pino, type DestinationStream, type Logger } from 'pino';
import type { SeenRequest } from '#server/engine/http/http-app';

/** The product's log on standard output: one JSON object a line, no personal data, no secrets. */
export function createProductLog(level: string, to: DestinationStream = pino.destination(1)): Logger {
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: ['*.password', '*.token', '*.secret', '*.phone', '*.text'], censor: '…' },
  };
  return pino(options, to);
}

/** Doors that are knocked at every few seconds by machines. */
const quiet = new Set(['/healthz', '/readyz', '/metrics']);

/** What the product tells its log: faults, good news, and every request by the pattern of its route. */
export function loggedBy(logger: Logger) {
  return {
    report: (fault: Error, about: Readonly<Record<string, unknown>> = {}): void => {
      logger.error({ ...about, stack: withoutNumbers(fault.stack ?? '') }, withoutNumbers(fault.message));
    },
    tell: (sentence: string): void => logger.info(sentence),
    seen: (request: SeenRequest): void => {
      if (quiet.has(request.route)) logger.debug(request, 'request');
      else logger.info(request, 'request');
    },
  };
}

/** Phone numbers in a sentence, which no log line may hold: an error of the database may quote what it was given. */
export function withoutNumbers(sentence: string): string {
  return sentence.replace(/\+?\d[\d ()-]{7,}\d/g, (found) => (found.replace(/\D/g, '').length >= 9 ? '•••' : found));
}

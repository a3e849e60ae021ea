import { pino, type Logger } from 'pino';

/** The product's log on standard output: one JSON object a line, no personal data, no secrets. */
export function createProductLog(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: { paths: ['*.password', '*.token', '*.secret', '*.phone', '*.text'], censor: '…' },
  });
}

/** Phone numbers in a sentence, which no log line may hold: an error of the database may quote what it was given. */
export function withoutNumbers(sentence: string): string {
  return sentence.replace(/\+?\d[\d ()-]{7,}\d/g, (found) => (found.replace(/\D/g, '').length >= 9 ? '•••' : found));
}

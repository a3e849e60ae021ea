/**
 * Words that mean "do not contact me again" when they are the whole message, and those that take it back.
 * English: Twilio's default keywords (Advanced Opt-Out documentation); the others are their everyday equivalents.
 */
const stopWords = new Set([
  ...['stop', 'stopall', 'unsubscribe', 'cancel', 'end', 'quit', 'revoke', 'optout', 'opt out'],
  ...[
    'baja',
    'alto',
    'parar',
    'cancelar',
    'no molestar',
    'dar de baja',
    'darse de baja',
    'desuscribir',
    'desuscribirme',
    'no mas',
  ],
  ...['sair', 'pare', 'descadastrar', 'arret', 'arreter', 'desabonner', 'stopp', 'abmelden', 'basta', 'annulla'],
]);
const startWords = new Set(['start', 'unstop', 'subscribe', 'alta', 'suscribir', 'volver']);

/** What a message as a whole says about being contacted; case, accents and surrounding punctuation do not matter. */
export function consentIn(text: string): 'stop' | 'start' | 'none' {
  const plain = text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  if (stopWords.has(plain)) return 'stop';
  return startWords.has(plain) ? 'start' : 'none';
}

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
  const plain = plainWords(text);
  if (stopWords.has(plain)) return 'stop';
  return startWords.has(plain) ? 'start' : 'none';
}

/** Ways of asking, within a spoken sentence, not to be called again; without accents and punctuation. */
const spokenRefusals = [
  ...['do not call', 'don t call', 'stop calling', 'never call', 'take me off', 'remove me', 'remove my number'],
  ...['no me llame', 'no me llamen', 'no me vuelva a llamar', 'no me vuelvan a llamar', 'dejen de llamar'],
  ...['no quiero que me llamen', 'borre mi numero', 'borren mi numero', 'eliminen mi numero'],
  ...['nao me ligue', 'nao me liguem', 'pare de ligar', 'parem de ligar'],
];

/** Whether somebody asked, in these words of a call, not to be called again. */
export function isSpokenOptOut(text: string): boolean {
  const words = ` ${plainWords(text)} `;
  return consentIn(text) === 'stop' || spokenRefusals.some((refusal) => words.includes(` ${refusal} `));
}

function plainWords(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

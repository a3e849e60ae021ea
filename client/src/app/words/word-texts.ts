/** The texts of this room, for the routes of a page that uses it: `pageTexts('execution', {…}, { words: wordTexts })`. */
export const wordTexts = {
  en: () => import('./texts/en.json', { with: { type: 'json' } }),
  es: () => import('./texts/es.json', { with: { type: 'json' } }),
};

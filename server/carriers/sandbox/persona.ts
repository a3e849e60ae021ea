import { createHash } from 'node:crypto';
import { namedPhones, phoneOf, pleasant, sideOf, type OtherSide, type Phone } from './phone-persona.ts';

/** What a made-up contact does with a message, and with a call. */
export type Persona = {
  /** The carrier refuses the number at once. */
  readonly refused: boolean;
  /** Error code of a failed delivery, or null. */
  readonly undelivered: string | null;
  readonly reads: boolean;
  /** The answers to a template, in order; empty: none. */
  readonly replies: readonly { readonly text: string; readonly button: string }[];
  /** The first answer comes even before the send is answered. */
  readonly early: boolean;
  readonly phone: Phone;
};

const quiet: Persona = {
  ...{ refused: false, undelivered: null, reads: true, replies: [], early: false },
  phone: pleasant,
};
const says = (text: string, button = ''): Persona => ({ ...quiet, replies: [{ text, button }] });

/** Numbers with these last four digits behave as told, for demonstrations and tests (docs/sandbox.md). */
export const namedPersonas: Readonly<Record<string, Persona>> = {
  '0001': { ...quiet, refused: true },
  '0002': { ...quiet, undelivered: '63024', reads: false },
  '0003': { ...quiet, reads: false },
  '0004': quiet,
  '0005': says('Yes, please'),
  '0006': says('Confirm', 'yes'),
  '0007': says('STOP'),
  '0008': {
    ...quiet,
    replies: [
      { text: 'Yes', button: '' },
      { text: 'No, wait', button: '' },
    ],
  },
  '0009': { ...says('Sí'), early: true },
  ...Object.fromEntries(Object.entries(namedPhones).map(([digits, phone]) => [digits, { ...quiet, phone }])),
};

/** Shares of every thousand other numbers. A made-up world, in proportions that make every way of a flow be walked. */
const shares = { refused: 20, undelivered: 30, unread: 200, replies: 450 };

const answers = [
  ...['Yes', 'Sí', 'Sí, confirmo', 'Yes please', 'Claro que sí', 'Ok, yes'],
  ...['No', 'No gracias', 'No puedo', 'Not today'],
  ...['¿A qué hora?', 'Who is this?', 'Mañana te digo', 'Gracias'],
];

/** The same number behaves the same way in every run with the same seed. */
export function personaOf(seed: string, number: string): Persona {
  return namedPersonas[number.slice(-4)] ?? { ...writerOf(seed, number), phone: phoneOf(seed, number) };
}

/** How the number that a call is handed to plays its part. */
export function otherSideOf(seed: string, number: string, person: string): OtherSide {
  const named = namedPersonas[number.slice(-4)];
  if (!named) return sideOf(seed, number, person);
  if (named.refused) return 'failed';
  const { line } = named.phone;
  // A machine that picks up is nobody to talk to.
  return line === 'answers' ? 'bridged' : line === 'machine' ? 'noAnswer' : line;
}

function writerOf(seed: string, number: string): Persona {
  const draw = createHash('sha256').update(`${seed} ${number}`).digest();
  const lot = draw.readUInt16BE(0) % 1000;
  if (lot < shares.refused) return { ...quiet, refused: true };
  if (lot < shares.refused + shares.undelivered) return { ...quiet, undelivered: '63024', reads: false };
  if (lot < shares.refused + shares.undelivered + shares.unread) return { ...quiet, reads: false };
  if (lot >= 1000 - shares.replies) return reply(draw);
  return quiet;
}

function reply(draw: Buffer): Persona {
  const choice = draw.readUInt16BE(2);
  if (choice % 50 === 0) return says(choice % 100 === 0 ? 'STOP' : 'Baja');
  if (choice % 5 === 0) return says('Confirm', 'yes');
  return says(answers[choice % answers.length] ?? 'Yes');
}

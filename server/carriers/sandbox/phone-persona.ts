import { createHash } from 'node:crypto';
import type { DialogueEnd, Utterance } from '#contracts/callback/callback';
import { dice } from './script.ts';

/** What becomes of a call to somebody's number. */
export type Line = 'answers' | 'machine' | 'busy' | 'noAnswer' | 'failed';

/** What is said after the greeting, and who ends it. `limit`: it would go on for ever. */
export type Talk = {
  readonly turns: readonly Utterance[];
  readonly endedBy: DialogueEnd;
  readonly wantsTransfer: boolean;
};

/** What a made-up contact does with a telephone. */
export type Phone = {
  readonly line: Line;
  readonly talk: Talk;
  /** Calls the number that called in vain, or that a message names. */
  readonly callsBack: boolean;
  /** Stays in the call while it rings at somebody else's. */
  readonly patient: boolean;
};

const contact = (text: string): Utterance => ({ by: 'contact', text });
const ai = (text: string): Utterance => ({ by: 'ai', text });
const talk = (endedBy: DialogueEnd, ...turns: Utterance[]): Talk => ({ turns, endedBy, wantsTransfer: false });

const yes = talk('ai', contact('Yes, please.'), ai('Thank you, I will note that. Goodbye.'));
const human: Talk = {
  ...talk('ai', contact('I would like to speak with a real person.'), ai('Of course, I will put you through.')),
  wantsTransfer: true,
};
const optOut = talk('ai', contact('Please do not call me again.'), ai('I understand, we will not. Goodbye.'));
const silent = talk('contact');
const no = talk('contact', contact('No, thank you.'));
const endless = talk(
  'limit',
  ...[contact('Let me tell you about my day.'), ai('I am listening.')],
  ...[contact('It all began with the weather.'), ai('Go on, please.')],
);

export const pleasant: Phone = { line: 'answers', talk: yes, callsBack: false, patient: true };
const says = (said: Talk): Phone => ({ ...pleasant, talk: said });

/** Telephones whose numbers have these last four digits. */
export const namedPhones = {
  '0010': { ...pleasant, line: 'busy' },
  '0011': { ...pleasant, line: 'noAnswer' },
  '0012': { ...pleasant, line: 'machine' },
  '0013': { ...pleasant, line: 'failed' },
  '0014': pleasant,
  '0015': says(human),
  '0016': says(optOut),
  '0017': says(silent),
  '0018': says(no),
  '0019': says(endless),
  '0020': { ...pleasant, line: 'noAnswer', callsBack: true },
  '0021': { ...pleasant, callsBack: true },
  '0022': { ...says(human), line: 'noAnswer', callsBack: true },
  '0023': { ...says(human), patient: false },
} satisfies Readonly<Record<string, Phone>>;

/** Shares of every hundred other numbers; about three in ten of what is picked up is a machine, as in the field. */
const lines: readonly (readonly [Line, number])[] = [
  ['busy', 8],
  ['noAnswer', 17],
  ['failed', 4],
  ['machine', 20],
  ['answers', 51],
];
const talks: readonly (readonly [Talk, number])[] = [
  [yes, 15],
  [talk('ai', contact('Sí, confirmo.'), ai('Muchas gracias, queda anotado. Hasta luego.')), 15],
  [
    talk(
      'ai',
      ...[contact('¿Quién habla?'), ai('Le llamo por lo que acabo de decirle. ¿Le acomoda?')],
      ...[contact('Ah, sí, claro que sí.'), ai('Perfecto, muchas gracias. Hasta luego.')],
    ),
    12,
  ],
  [talk('ai', contact('No puedo, otro día.'), ai('Entiendo, gracias por su tiempo. Hasta luego.')), 10],
  [no, 12],
  [human, 9],
  [
    {
      ...talk('ai', contact('Prefiero hablar con una persona.'), ai('Por supuesto, le comunico.')),
      wantsTransfer: true,
    },
    9,
  ],
  [optOut, 2],
  [talk('contact', contact('Por favor, no me llamen más.')), 2],
  [silent, 9],
  [endless, 5],
];
const percent = { callsBack: 35, patient: 90 };

/** The same number behaves the same way in every run with the same seed. */
export function phoneOf(seed: string, number: string): Phone {
  const draw = createHash('sha256').update(`${seed} phone ${number}`).digest();
  return {
    line: pick(lines, draw.readUInt16BE(0) % 100),
    talk: pick(talks, draw.readUInt16BE(2) % 100),
    callsBack: draw.readUInt16BE(4) % 100 < percent.callsBack,
    patient: draw.readUInt16BE(6) % 100 < percent.patient,
  };
}

/** What becomes of handing a call over, as far as the other side is concerned. */
export type OtherSide = 'bridged' | 'busy' | 'noAnswer' | 'failed';

const sides: readonly (readonly [OtherSide, number])[] = [
  ['bridged', 76],
  ['busy', 10],
  ['noAnswer', 10],
  ['failed', 4],
];

/** Somebody at work is free for one caller and busy for the next: other numbers draw anew for each person. */
export function sideOf(seed: string, number: string, person: string): OtherSide {
  return pick(sides, Math.floor(dice(`${seed} side ${number} ${person}`)() * 100));
}

function pick<T>(shares: readonly (readonly [T, number])[], lot: number): T {
  let left = lot;
  for (const [item, share] of shares) {
    if (left < share) return item;
    left -= share;
  }
  throw new Error(`The shares of the sandbox add up to ${lot - left} and not to 100; correct them.`);
}

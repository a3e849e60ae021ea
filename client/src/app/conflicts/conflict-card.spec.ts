import { TestBed } from '@angular/core/testing';
import { beforeEach, expect, test } from '@jest/globals';
import { withTexts } from '#app-testing/with-texts';
import { conflictCards } from '#client/data/conflict-cards';
import { decide } from '#contracts/flow/decide';
import { evolve } from '#contracts/flow/evolve';
import type { Body } from '#contracts/flow/operation';
import { emptyFlow, type FlowState } from '#contracts/flow/state';
import { ConflictCard, type Choice } from './conflict-card.ts';
import type { FlowWords } from './flow-words.ts';

let made = 0;
const by = (state: FlowState, body: Body, who: string): FlowState => {
  const head = { opId: `0193f1a0-0000-7000-8000-${String((made += 1)).padStart(12, '0')}`, replica: who, seq: made };
  return evolve(state, decide(state, { ...head, ...body, v: 1, flowId: 'flow', at: 1_000 }, `person-${who}`));
};
const add: Body = { k: 'addStep', id: 'a', type: 'SendMessage', x: 0, y: 0, config: { text: 'Hello' } };
const text = (to: string): Body => ({ k: 'setField', id: 'a', field: 'text', from: 'Hello', to });
const clash = [text('Theirs'), text('Mine')].reduce(
  (state, body, i) => by(state, body, i === 0 ? 'bruno' : 'ana'),
  by(emptyFlow, add, 'bruno'),
);
const words: FlowWords = { step: () => 'Welcome', field: () => 'Text', port: () => 'sent' };
const names = new Map([
  ['person-ana', 'you'],
  ['person-bruno', 'Bruno'],
]);

async function show(mayDecide = true, state = clash) {
  const fixture = TestBed.createComponent(ConflictCard);
  const decided: Choice[] = [];
  fixture.componentRef.setInput('clash', conflictCards(state, 'person-ana')[0]);
  fixture.componentRef.setInput('words', words);
  fixture.componentRef.setInput('nameOf', (actor: string | null) => names.get(actor ?? '') ?? null);
  fixture.componentRef.setInput('mayDecide', mayDecide);
  fixture.componentInstance.decided.subscribe((choice) => decided.push(choice));
  await fixture.whenStable();
  const page = fixture.nativeElement as HTMLElement;
  const press = async (name: string): Promise<void> => {
    const button = [...page.querySelectorAll('button')].find((each) => each.textContent.trim() === name);
    if (!button) throw new Error(`There is no button “${name}” in: ${page.textContent}`);
    button.click();
    await fixture.whenStable();
  };
  return { page, decided, press };
}

beforeEach(() => withTexts('conflicts', () => import('./texts/en.json', { with: { type: 'json' } })));

test('a card says what it is about, both versions, who made them and when', async () => {
  const { page } = await show();
  expect(page.querySelector('h3')?.textContent.trim()).toBe('Welcome · Text');
  const [mine, theirs] = [...page.querySelectorAll('section')].map((section) =>
    section.textContent.replace(/\s+/g, ' '),
  );
  expect([mine, theirs]).toEqual([
    expect.stringMatching(/Mine You · .+ Mine/),
    expect.stringMatching(/Theirs.* Bruno · .+ Theirs/),
  ]);
});

test('where a whole step stands against another one, the settings of both are read', async () => {
  const mine: Body = { ...add, config: { text: 'Good day' } };
  const { page } = await show(true, by(by(emptyFlow, add, 'bruno'), mine, 'ana'));
  expect([...page.querySelectorAll('pre')].map((each) => each.textContent)).toEqual(['Text: Good day', 'Text: Hello']);
});

test('each way out is one button, and a text can be put together from both', async () => {
  const { page, decided, press } = await show();
  await press('Keep mine');
  await press('Keep theirs');
  await press('Edit');
  const area = page.querySelector('textarea');
  if (!area) throw new Error('There is no field for the text.');
  area.value = 'Both';
  area.dispatchEvent(new Event('input'));
  await press('Keep this text');
  expect(decided).toEqual(['mine', 'theirs', { edited: 'Both' }]);
});

test('whoever may only read decides nothing', async () => {
  const { page } = await show(false);
  expect([...page.querySelectorAll('button')].map((button) => button.textContent.trim())).toEqual(['Show step']);
});

import { expect, test } from '@jest/globals';
import { Component } from '@angular/core';
import type { Routes } from '@angular/router';
import { showPage } from '#app-testing/show-page';
import { routes as builderRoutes } from '#client/flow-builder/routes';
import { executionSettings } from '#contracts/execution/settings';
import { connectionIdOf, emptyDocument, type FlowDocument } from '#contracts/flow/document';
import { starterFlow } from '#contracts/flow/starter-flow';
import type { RehearsalMaterial } from '#contracts/rehearsal/state';
import { RehearsalPhone } from './rehearsal-phone.ts';

const templateId = '0193f1a0-0000-7000-8000-000000000006';
const sender = { channelId: '0193f1a0-0000-7000-8000-000000000004', kind: 'whatsapp' } as const;

const material: RehearsalMaterial = {
  document: drawn(),
  facts: {
    channels: [{ ...sender, answers: false }],
    templates: [{ templateId, name: 'question', approval: 'approved', variables: ['1'] }],
    agents: [],
    columns: ['name'],
  },
  settings: executionSettings.parse({ quietHours: null }),
  disclosure: '',
  channels: [{ ...sender, number: '+56600000001' }],
  templates: [
    {
      ...{ templateId, name: 'question', language: 'en', approval: 'approved', variables: ['1'] },
      body: 'Hello {{1}}, will you come?',
    },
  ],
  agents: [],
  person: { phone: '+56912345678', values: { name: 'Ana' } },
};

function drawn(): FlowDocument {
  const bodies = starterFlow({ templateId, variables: { 1: '{{name}}' } });
  const steps = bodies.flatMap((body) => (body.k === 'addStep' ? [body] : []));
  const ways = bodies.flatMap((body) => (body.k === 'connect' ? [body] : []));
  return {
    steps: Object.fromEntries(steps.map(({ k: _k, ...step }) => [step.id, step])),
    connections: Object.fromEntries(
      ways.map(({ from, port, to }) => [connectionIdOf({ from, port, to }), { from, port, to }]),
    ),
    meta: {},
  };
}

function routesWith(shown: RehearsalMaterial): Routes {
  @Component({
    imports: [RehearsalPhone],
    template: `<app-rehearsal-phone [material]="material" person="Ana" [stepNames]="{}" />`,
  })
  class Page {
    protected readonly material = shown;
  }
  const { providers = [], resolve = {} } = builderRoutes[0] ?? {};
  return [{ path: '', component: Page, providers, resolve }];
}

const bubbles = (page: HTMLElement): readonly string[] =>
  [...page.querySelectorAll('.bubble, .note')].map((each) => each.textContent.replace(/\s+/g, ' ').trim());

const button = (page: HTMLElement, name: string): HTMLButtonElement => {
  const found = [...page.querySelectorAll('button')].find((each) => each.textContent.trim() === name);
  if (!found) throw new Error(`There is no button “${name}” among: ${page.textContent}`);
  return found;
};

test('a flow is walked through by choosing what happens, and a choice can be taken back', async () => {
  const { page, settle } = await show(material);
  expect(bubbles(page)[0]).toContain('Hello Ana, will you come?');
  button(page, 'Yes').click();
  await settle();
  expect(bubbles(page).at(-1)).toBe('Ended: Confirmed');
  button(page, 'Take back').click();
  await settle();
  expect(bubbles(page).at(-1)).toContain('Waits until');
  expect(button(page, 'Take back').disabled).toBe(true);
});

test('a flow that cannot be published says what is missing instead', async () => {
  const { page } = await show({ ...material, document: emptyDocument });
  expect(page.querySelector('[role=status]')?.textContent).toContain('2 things to mend');
});

async function show(shown: RehearsalMaterial): Promise<{ page: HTMLElement; settle: () => Promise<void> }> {
  const page = await showPage(routesWith(shown));
  return { page, settle: () => new Promise((resolve) => requestAnimationFrame(() => resolve())) };
}

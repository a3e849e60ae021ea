import { describe, expect, test } from '@jest/globals';
import { given } from '#contracts/kernel/spec';
import { templateExamples as happened } from './examples.ts';
import { placeholdersOf, template } from './template.ts';

const { variables: _variables, ...asked } = happened.TemplateRegistered.data;

describe('a template', () => {
  test('is registered with the placeholders found in its text', () => {
    given(template).when({ type: 'RegisterTemplate', data: asked }).then(happened.TemplateRegistered);
    expect(placeholdersOf('Hello {{ 1 }} and {{name}}, again {{1}}')).toEqual(['1', 'name']);
  });
  test('is registered once', () => {
    given(template, happened.TemplateRegistered)
      .when({ type: 'RegisterTemplate', data: asked })
      .thenRefused('TemplateExists');
  });
  test('changes its approval, and the same approval changes nothing', () => {
    given(template, happened.TemplateRegistered)
      .when({ type: 'ChangeTemplateApproval', data: { approval: 'paused' } })
      .then(happened.TemplateApprovalChanged);
    given(template, happened.TemplateRegistered)
      .when({ type: 'ChangeTemplateApproval', data: { approval: 'approved' } })
      .thenNothing();
    given(template)
      .when({ type: 'ChangeTemplateApproval', data: { approval: 'approved' } })
      .thenRefused('TemplateIsMissing');
  });
});

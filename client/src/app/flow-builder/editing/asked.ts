import type { ToolbarCommand } from '#client/flow-builder/toolbar/flow-toolbar';

/** What stands at the side of the canvas. */
export type Side =
  'step' | 'several' | 'findings' | 'clashes' | 'outline' | 'find' | 'publish' | 'versions' | 'rehearse';

/** What a button or a key can ask of the builder. */
export type Asked = ToolbarCommand | 'move' | 'export' | 'publish' | 'versions' | 'rehearse';

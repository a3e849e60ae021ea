/** What can be asked of the builder by a key. */
export const keyTable = [
  { command: 'undo', keys: ['mod+z'] },
  { command: 'redo', keys: ['mod+shift+z', 'mod+y'] },
  { command: 'copy', keys: ['mod+c'] },
  { command: 'cut', keys: ['mod+x'] },
  { command: 'paste', keys: ['mod+v'] },
  { command: 'duplicate', keys: ['mod+d'] },
  { command: 'selectAll', keys: ['mod+a'] },
  { command: 'find', keys: ['mod+f', '/'] },
  { command: 'remove', keys: ['delete', 'backspace'] },
  { command: 'add', keys: ['n'] },
  { command: 'connect', keys: ['c'] },
  { command: 'configure', keys: ['enter', ' '] },
  { command: 'tidy', keys: ['l'] },
  { command: 'fit', keys: ['f', 'shift+!', '1'] },
  { command: 'zoomIn', keys: ['+', '=', 'shift++'] },
  { command: 'zoomOut', keys: ['-'] },
  { command: 'outline', keys: ['o'] },
  { command: 'cancel', keys: ['escape'] },
  { command: 'left', keys: ['arrowleft'] },
  { command: 'right', keys: ['arrowright'] },
  { command: 'up', keys: ['arrowup'] },
  { command: 'down', keys: ['arrowdown'] },
  { command: 'moveLeft', keys: ['shift+arrowleft'] },
  { command: 'moveRight', keys: ['shift+arrowright'] },
  { command: 'moveUp', keys: ['shift+arrowup'] },
  { command: 'moveDown', keys: ['shift+arrowdown'] },
] as const;

export type KeyCommand = (typeof keyTable)[number]['command'];

export type Key = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

/** The command of a key on the canvas. With Alt none: those belong to the browser and to screen readers. */
export function commandOf({ key, ctrlKey, metaKey, shiftKey, altKey }: Key): KeyCommand | null {
  if (altKey) return null;
  const pressed = `${ctrlKey || metaKey ? 'mod+' : ''}${shiftKey ? 'shift+' : ''}${key.toLowerCase()}`;
  return keyTable.find(({ keys }) => (keys as readonly string[]).includes(pressed))?.command ?? null;
}

/** Commands that may be given while the focus is on a form: none that a text field needs for itself. */
export function isWhileTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName);
}

import { expect, test } from '@jest/globals';
import { newFile } from './new-file.ts';

test('a command that writes a file says at once that the file is there or its folder is not', () => {
  expect(newFile('Backing up', 'backup.aif')).toBe('backup.aif');
  expect(() => newFile('Backing up', 'package.json')).toThrow('Backing up: package.json is there already');
  expect(() => newFile('Exporting', '/no-such-folder/a.ndjson')).toThrow(
    'Exporting: there is no folder /no-such-folder for /no-such-folder/a.ndjson; make it, or name a file in another one.',
  );
});

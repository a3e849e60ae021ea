import { existsSync, readdirSync } from 'node:fs';
import { rooms } from './rooms.mjs';

/** The walls over the whole tree, dynamic imports included, and no circles. */
const foldersIn = (at) =>
  existsSync(at)
    ? readdirSync(at, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
    : [];

const expand = (room) =>
  room.at.includes('<slice>')
    ? foldersIn(room.at.replace('/<slice>', ''))
        .filter((name) => !room.besides.includes(name))
        .map((name) => JSON.parse(JSON.stringify(room).replaceAll('<slice>', name)))
    : [room];

const all = rooms.flatMap(expand);
const houses = [...new Set(all.map(({ at }) => at.split('/')[0]))];

/** Rooms inside a room have walls of their own. */
const within = ({ at }) =>
  all.filter((other) => other.at !== at && other.at.startsWith(`${at}/`)).map((other) => `^${other.at}/`);

const walls = all.map((room) => ({
  name: `walls-${room.at.replaceAll('/', '-')}`,
  comment: room.why,
  severity: 'error',
  from: { path: `^${room.at}/`, ...(within(room).length > 0 ? { pathNot: within(room) } : {}) },
  to: { path: `^(${houses.join('|')})/`, pathNot: room.sees.map((seen) => `^${seen}/`) },
}));

export default {
  forbidden: [
    {
      name: 'no-circles',
      severity: 'error',
      comment: 'Two files that need each other are one idea, or there is a third one.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'no-tests-in-the-product',
      severity: 'error',
      from: { pathNot: '(\\.spec|\\.contract)\\.ts$|^testing/|^client/src/testing/|^e2e/support/' },
      to: { path: '\\.spec\\.ts$|^testing/|^client/src/testing/' },
    },
    ...walls,
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(data|dist)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};

import { globSync, readFileSync } from 'node:fs';
import ts from 'typescript';

/** A code with which something is said, where it stands, and the names of the values that are said with it. */
export type SourceCode = {
  readonly code: string;
  readonly at: string;
  readonly kind: 'refusal' | 'finding';
  readonly values: readonly string[];
};

/** Functions that say no, and where their code and their values stand among what they are given. */
const sayings: Readonly<Record<string, readonly [code: number, values: number]>> = {
  refuse: [0, 2],
  denied: [1, 3],
  away: [1, 3],
  no: [0, 2],
};

/** Every code that the contracts and the server say something with, as their source has it. */
export function codesInSource(): readonly SourceCode[] {
  const paths = globSync(['contracts/**/*.ts', 'server/**/*.ts']).filter(
    (path) => !/spec\.ts$|examples\.ts$/.test(path),
  );
  return paths.flatMap((path) => {
    const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
    const found: SourceCode[] = [];
    const look = (node: ts.Node): void => {
      const said = ts.isCallExpression(node) ? called(node) : ts.isObjectLiteralExpression(node) ? written(node) : null;
      if (said) found.push({ ...said, at: `${path}:${file.getLineAndCharacterOfPosition(node.getStart()).line + 1}` });
      ts.forEachChild(node, look);
    };
    look(file);
    return found;
  });
}

/** `refuse('CampaignIsMissing', '…', { name })` */
function called({ expression, arguments: given }: ts.CallExpression): Omit<SourceCode, 'at'> | null {
  const name = expression.getText();
  if (name === 'blocks') return codeOf(given[0], 'finding', []);
  const places = sayings[name];
  return places === undefined ? null : codeOf(given[places[0]], 'refusal', namesIn(given[places[1]]));
}

/** `{ code: 'Fault', detail: '…', details: { requestId } }`; what is spread into it is written as well. */
function written(node: ts.ObjectLiteralExpression): Omit<SourceCode, 'at'> | null {
  const code = propertyOf(node, 'code');
  const around = ts.isSpreadAssignment(node.parent) ? node.parent.parent : node;
  const isFinding = propertyOf(node, 'severity') !== undefined;
  return codeOf(code, isFinding ? 'finding' : 'refusal', namesIn(propertyOf(around, 'details')));
}

function codeOf(
  node: ts.Node | undefined,
  kind: SourceCode['kind'],
  values: readonly string[],
): Omit<SourceCode, 'at'> | null {
  // The operating system's own, such as ENOENT, are written in capitals alone.
  const isCode = node !== undefined && ts.isStringLiteral(node) && /^[A-Z]\w*[a-z]\w*$/.test(node.text);
  return isCode ? { code: node.text, kind, values } : null;
}

function propertyOf(node: ts.ObjectLiteralExpression, name: string): ts.Expression | undefined {
  const found = node.properties.find((each) => each.name?.getText() === name);
  return found && ts.isPropertyAssignment(found) ? found.initializer : undefined;
}

function namesIn(node: ts.Expression | undefined): readonly string[] {
  if (node === undefined || !ts.isObjectLiteralExpression(node)) return [];
  return node.properties.flatMap(({ name }) => (name === undefined ? [] : [name.getText()]));
}

/** The words of a type that is one of several: `type PauseCause = 'operator' | …`. */
export function wordsOfType(path: string, name: string): readonly string[] {
  const file = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest, true);
  const found = file.statements.find((each) => ts.isTypeAliasDeclaration(each) && each.name.text === name);
  if (!found || !ts.isTypeAliasDeclaration(found) || !ts.isUnionTypeNode(found.type))
    throw new Error(`${path} has no type ${name} that is one of several words; look where it went.`);
  return found.type.types.flatMap((each) =>
    ts.isLiteralTypeNode(each) && ts.isStringLiteral(each.literal) ? [each.literal.text] : [],
  );
}

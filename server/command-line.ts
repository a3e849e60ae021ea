import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';

/**
 * The words a command was called with: its options, and at most so many `words` that stand alone. `--help` prints what it
 * takes and ends the process well; what it does not take is named and ends it with exit code 1.
 */
export function readCommandLine<const Options extends ParseArgsOptionsConfig>(
  usage: string,
  options: Options,
  { words = 0, args = process.argv.slice(2) }: { words?: number; args?: readonly string[] } = {},
) {
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const surplus = positionals[words];
    if (surplus !== undefined) throw new Error(`“${surplus}” is a word too many`);
    return { values, words: positionals };
  } catch (error) {
    const [sentence = ''] = (error as Error).message.split('. ');
    process.stderr.write(`${sentence}.\n${usage}\n`);
    return process.exit(1);
  }
}

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';

type Dice = (below: number) => number;

/** Mobile numbers of a country: calling code and the rest, in which `#` is any digit and `%` one from 2 to 9. */
const countries: readonly (readonly [code: string, shape: string])[] = [
  ['56', '9%#######'],
  ['52', '55%#######'],
  ['54', '911%#######'],
  ['57', '31########'],
  ['51', '9########'],
  ['55', '119%#######'],
  ['34', '6########'],
  ['1', '415%######'],
  ['44', '77########'],
  ['49', '1512#######'],
  ['33', '6########'],
  ['91', '98########'],
];
const junk = ['', 'n/a', '5.69E+10', '12345', 'call me', '+56', '+999123456789', '+5696123456789012', '0', '-'];
const names = [
  'Ana Rojas',
  'José Ñandú',
  'Bruno Díaz',
  'Carla Soto',
  'Inés Vidal',
  'Li Wei',
  'Zoë Meyer',
  'Juan Pérez',
];
const cities = ['Santiago', '"Valparaíso, V"', 'Ciudad de México', 'São Paulo', 'Madrid', 'Lima'];

/** The country of the numbers that are written without a country code. */
export const listCountry = 'CL';

/**
 * The phone cells of a made-up list, by a seed: numbers of twelve countries, written clean, with spaces, or (in Chile)
 * without the country code; one in ten is junk.
 */
export function* phoneCells(rows: number, seed: number): Generator<string> {
  const dice = diceOf(seed);
  for (let row = 0; row < rows; row += 1) yield phoneCell(dice);
}

function phoneCell(dice: Dice): string {
  if (dice(10) === 0) return junk[dice(junk.length)] ?? '';
  const [code, shape] = countries[dice(3) === 0 ? 0 : dice(countries.length)] ?? ['56', '9%#######'];
  const digits = shape.replace(/[#%]/g, (place) => String(place === '#' ? dice(10) : 2 + dice(8)));
  const way = dice(10);
  if (code === '56' && way < 5)
    return way < 4 ? digits : `${digits.slice(0, 1)} ${digits.slice(1, 5)} ${digits.slice(5)}`;
  return way < 8 ? `+${code}${digits}` : `+${code} ${digits.slice(0, 3)} ${digits.slice(3, 6)} ${digits.slice(6)}`;
}

/** Writes such a list as CSV (id, name, phone, city) and says how many bytes it has. */
export async function writeContactList(path: string, rows: number, seed: number): Promise<number> {
  const file = createWriteStream(path);
  file.write('id,name,phone,city\n');
  let lines = '';
  let row = 0;
  for (const phone of phoneCells(rows, seed)) {
    row += 1;
    lines += `${row},${names[row % names.length] ?? ''},${phone},${cities[row % cities.length] ?? ''}\n`;
    if (lines.length < 1_000_000 && row < rows) continue;
    if (!file.write(lines)) await once(file, 'drain');
    lines = '';
  }
  file.end();
  await finished(file);
  return file.bytesWritten;
}

/** Chance that can be repeated (mulberry32): a whole number from 0 up to, not including, `below`. */
function diceOf(seed: number): Dice {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

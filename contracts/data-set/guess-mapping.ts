import type { ColumnMapping } from './events.ts';

/** Header names that mean a phone number and so on, in English, Spanish and Portuguese, best first; without accents. */
const names: Readonly<Record<keyof ColumnMapping, readonly string[]>> = {
  phone: [
    'whatsapp',
    'phone',
    'phone number',
    'telephone',
    'mobile',
    'mobile phone',
    'cell',
    'cellphone',
    'telefono',
    'telefono movil',
    'celular',
    'movil',
    'fono',
    'telefone',
    'tel',
    'numero de telefono',
    'numero',
    'number',
    'msisdn',
  ],
  identifier: [
    'id',
    'identifier',
    'rut',
    'dni',
    'cpf',
    'customer id',
    'cliente',
    'codigo',
    'external id',
    'external_id',
  ],
  name: [
    'name',
    'full name',
    'nombre',
    'nombre completo',
    'nome',
    'first name',
    'contact',
    'contacto',
    'cliente nombre',
  ],
  email: ['email', 'e mail', 'mail', 'correo', 'correo electronico'],
};

/** Which column holds what, judged by the header; null where nothing fits. */
export function guessMapping(
  columns: readonly string[],
): Omit<ColumnMapping, 'phone'> & { readonly phone: string | null } {
  return {
    phone: find(columns, 'phone'),
    identifier: find(columns, 'identifier'),
    name: find(columns, 'name'),
    email: find(columns, 'email'),
  };
}

function find(columns: readonly string[], wanted: keyof ColumnMapping): string | null {
  for (const name of names[wanted]) {
    const exact = columns.find((column) => plain(column) === name);
    if (exact !== undefined) return exact;
  }
  if (wanted !== 'phone') return null;
  return (
    columns.find((column) => names.phone.slice(0, 16).some((name) => plain(column).split(' ').includes(name))) ?? null
  );
}

function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}

const words = 4;
const none = 0;

/**
 * Contact ids that were seen, 128 bits each, packed into one array: 32 to 64 bytes an id, half as much again while it
 * grows, so 32 MB for a million where a Set of their texts takes over 100. The ids are HMACs: their own bits spread them.
 */
export class IdSet {
  /** The ids in four words each, empty places between them; another thread makes the same set of it. */
  cells: Uint32Array<ArrayBuffer>;
  private count = 0;

  constructor(cells = new Uint32Array(words * 1_024)) {
    this.cells = cells;
    for (let at = 0; at < cells.length; at += words) if (!isEmpty(cells, at)) this.count += 1;
  }

  /** Adds an id of 32 hex digits and says whether it is new. */
  add(id: string): boolean {
    if (this.count * 2 * words >= this.cells.length) this.grow();
    wordsOf(id, asked);
    const added = put(this.cells, asked, 0);
    if (added) this.count += 1;
    return added;
  }

  private grow(): void {
    const before = this.cells;
    this.cells = new Uint32Array(before.length * 2);
    for (let at = 0; at < before.length; at += words) if (!isEmpty(before, at)) put(this.cells, before, at);
  }
}

/** The id that is asked about, in words; made once, since a million are asked about. */
const asked = new Uint32Array(words);

function wordsOf(id: string, into: Uint32Array): void {
  for (let word = 0; word < words; word += 1) into[word] = Number.parseInt(id.slice(word * 8, word * 8 + 8), 16);
}

/** An empty cell is four zeros, which no HMAC is in this universe. */
function isEmpty(cells: Uint32Array, at: number): boolean {
  return cells[at] === none && cells[at + 1] === none && cells[at + 2] === none && cells[at + 3] === none;
}

function isSame(left: Uint32Array, at: number, right: Uint32Array, from: number): boolean {
  for (let word = 0; word < words; word += 1) if (left[at + word] !== right[from + word]) return false;
  return true;
}

/** Puts the id that stands at a place of one array into another: the first free cell from its own on; false when it is there. */
function put(cells: Uint32Array, from: Uint32Array, place: number): boolean {
  const last = cells.length / words - 1;
  for (let cell = (from[place] ?? none) & last; ; cell = (cell + 1) & last) {
    const at = cell * words;
    if (isEmpty(cells, at)) {
      for (let word = 0; word < words; word += 1) cells[at + word] = from[place + word] ?? none;
      return true;
    }
    if (isSame(cells, at, from, place)) return false;
  }
}

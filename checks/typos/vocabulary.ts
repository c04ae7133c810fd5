/**
 * Characters as small numbers: 0 whatever is not known and the ends of a text, 1 a run of digits, 2 a run of Latin
 * letters, then punctuation (full and half width alike), then Han characters from `firstHan` on.
 */
/** Numbers are below this, so that two of them make one 26-bit number. */
export const SIZE = 8192;
export const DIGITS = 1;
export const LETTERS = 2;

const PUNCTUATION = "，。、；：“”《》（）·—…％！？‘’〔〕【】,.;:()!?%\"'-/~+=";
const FULL_WIDTH: Record<string, string> = {
  ",": "，",
  ";": "；",
  ":": "：",
  "(": "（",
  ")": "）",
  "!": "！",
  "?": "？",
  '"': "“",
  "%": "％",
};

export type Vocabulary = {
  firstHan: number;
  /** By UTF-16 unit. */
  idOf: Uint16Array;
  /** UTF-16 unit of each Han number. */
  charOf: Uint16Array;
};

/** The numbers that do not depend on data: digits, letters and punctuation. */
export function startVocabulary(): { idOf: Uint16Array; next: number } {
  const idOf = new Uint16Array(0x10000);
  for (const digit of "0123456789０１２３４５６７８９") idOf[digit.charCodeAt(0)] = DIGITS;
  for (let upper = 65; upper < 91; upper++) {
    idOf[upper] = LETTERS;
    idOf[upper + 32] = LETTERS;
  }
  let next = LETTERS + 1;
  for (const mark of PUNCTUATION) if (!FULL_WIDTH[mark]) idOf[mark.charCodeAt(0)] = next++;
  for (const [half, full] of Object.entries(FULL_WIDTH)) idOf[half.charCodeAt(0)] = idOf[full.charCodeAt(0)] || next++;
  return { idOf, next };
}

export function createVocabulary(han: Uint16Array): Vocabulary {
  const { idOf, next: firstHan } = startVocabulary();
  const charOf = new Uint16Array(SIZE);
  han.forEach((unit, i) => {
    idOf[unit] = firstHan + i;
    charOf[firstHan + i] = unit;
  });
  return { firstHan, idOf, charOf };
}

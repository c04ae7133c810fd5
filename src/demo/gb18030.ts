let table: Map<string, number> | undefined;

/** Encodes text as GB18030 (the two-byte part; what lies outside becomes a character reference). */
export function encodeGb18030(text: string): Buffer {
  table ??= invert();
  const bytes: number[] = [];
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    const pair = table.get(char);
    if (code < 0x80) bytes.push(code);
    else if (pair !== undefined) bytes.push(pair >> 8, pair & 0xff);
    else bytes.push(...Buffer.from(`&#${code};`));
  }
  return Buffer.from(bytes);
}

function invert(): Map<string, number> {
  const decoder = new TextDecoder("gb18030");
  const found = new Map<string, number>();
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const char = decoder.decode(Uint8Array.of(lead, trail));
      if ([...char].length === 1 && char !== "\ufffd" && !found.has(char)) found.set(char, (lead << 8) | trail);
    }
  }
  return found;
}

/** Labels of pictures: how wide they stand, and how they are broken and shortened to their room. */

/** Widths in em: a Han character fills its square, Latin letters and figures about half of it. */
const widthOf = (character: string): number => {
  if ((character.codePointAt(0) ?? 0) >= 0x2010) return 1;
  if (/[MWmw@%]/.test(character)) return 0.92;
  return /[\sfijlrtI.,:;'|!()[\]-]/.test(character) ? 0.37 : /[A-Z]/.test(character) ? 0.67 : 0.58;
};
export const emWidth = (text: string): number => [...text].reduce((sum, character) => sum + widthOf(character), 0);

/** The longest beginning of a text that is at most `em` wide. */
function head(text: string, em: number): string {
  let width = 0;
  let taken = "";
  for (const character of text) {
    width += widthOf(character);
    if (width > em) return taken;
    taken += character;
  }
  return taken;
}
/** Latin words are kept whole where one fits into a line. */
function firstLine(text: string, em: number): string {
  const most = head(text, em);
  if (most.length === text.length) return most;
  const next = text[most.length] ?? "";
  const space = most.lastIndexOf(" ");
  return /[\w-]$/.test(most) && /^[\w-]/.test(next) && space > 0 ? most.slice(0, space + 1) : most;
}

/** Lines of at most `em`, at most `most` of them; what does not go in is cut off and marked by an ellipsis. */
export function fitLabel(text: string, em: number, most: number): string[] {
  const lines: string[] = [];
  let rest = text.replace(/\s+/gu, " ").trim();
  while (rest !== "" && lines.length < most) {
    const last = lines.length === most - 1;
    if (last && emWidth(rest) > em) {
      lines.push(`${head(rest, em - 1).trimEnd()}…`);
      break;
    }
    const line = firstLine(rest, em) || head(rest, Math.max(em, 1));
    lines.push(line.trimEnd());
    rest = rest.slice(line.length).trimStart();
  }
  return lines;
}

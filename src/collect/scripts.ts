/**
 * What a script would write, told without running it: the constant strings of a script that writes. A foot put
 * together by `document.write` is common; a reader who skips scripts reports all its marks missing.
 */
export type ScriptReading = { written: string; opaque: boolean; loads: string[]; goesTo: string | null };

const SINK =
  /document\s*\.\s*write(?:ln)?\s*\(|\.\s*(?:inner|outer)(?:HTML|Text)\s*\+?=|\.\s*textContent\s*\+?=|insertAdjacentHTML\s*\(|\.\s*(?:html|append|prepend|after|before|text|load)\s*\(/;
const ASKS = /XMLHttpRequest|\bfetch\s*\(|\$\.(?:ajax|get|post|getJSON)\b|\.\s*load\s*\(\s*['"]|axios|ActiveXObject/;
const RUNS_TEXT = /\beval\s*\(|new\s+Function\s*\(|\batob\s*\(|String\.fromCharCode/;
const ADDS_SCRIPT = /createElement\s*\(\s*['"]script['"]/i;
/** A script that does nothing but send the visitor on, by a constant address, under no condition. */
const GOES =
  /^(?:\s|<!--|\/\/[^\n]*\n)*(?:(?:window|self|top|document|parent)\.)*location(?:\.href)?(?:\s*=\s*(['"])([^'"\n]+)\1|\.(?:replace|assign)\s*\(\s*(['"])([^'"\n]+)\3\s*\))\s*;?(?:\s|\/\/\s*-->|-->)*$/;
const LITERAL =
  /\/\*[\s\S]*?\*\/|(?<![:'"\w])\/\/[^\n]*|"((?:[^"\\\n]|\\[\s\S])*)"|'((?:[^'\\\n]|\\[\s\S])*)'|`((?:[^`\\]|\\[\s\S])*)`/g;
/** Longer scripts are bundles: their strings are code, not a page's foot. */
const READABLE = 400_000;

const ESCAPES: Record<string, string> = { n: "\n", t: "\t", r: "\r", b: "", f: "", v: "", "\n": "" };
const unescapeLiteral = (text: string) =>
  text.replace(/\\(?:u\{([0-9a-f]+)\}|u([0-9a-f]{4})|x([0-9a-f]{2})|([\s\S]))/gi, (_, braced, unicode, hex, plain) => {
    const code = braced ?? unicode ?? hex;
    if (code) return String.fromCodePoint(Math.min(Number.parseInt(code, 16), 0x10ffff));
    return ESCAPES[plain] ?? plain;
  });

/** `unescape("%3Cspan…")` with %uXXXX, as the party and government mark is embedded. */
const unescapePercent = (text: string) =>
  /%(?:3c|u[0-9a-f]{4})/i.test(text)
    ? text.replace(/%u([0-9a-f]{4})|%([0-9a-f]{2})/gi, (_, wide, byte) =>
        String.fromCharCode(Number.parseInt(wide ?? byte, 16)),
      )
    : text;

export function readScript(text: string): ScriptReading {
  const goes = GOES.exec(text);
  const goesTo = goes?.[2] ?? goes?.[4] ?? null;
  if (text.length > READABLE) return { written: "", opaque: true, loads: [], goesTo };
  const writes = SINK.test(text);
  const adds = ADDS_SCRIPT.test(text);
  const asks = ASKS.test(text);
  const opaque = RUNS_TEXT.test(text) ? writes : asks && writes;
  if (!writes && !adds) return { written: "", opaque, loads: [], goesTo };
  const literals = [...text.matchAll(LITERAL)]
    .map(([, double, single, template]) => double ?? single ?? template)
    .filter((literal) => literal !== undefined)
    .map((literal) => unescapePercent(unescapeLiteral(literal)));
  const loads = adds ? literals.filter((literal) => /^(?:https?:)?\/\/[\w.-]+\//.test(literal)) : [];
  return {
    written: writes ? literals.filter((literal) => /[<>\p{Script=Han}\d=]/u.test(literal)).join("") : "",
    opaque: opaque || (adds && loads.length === 0),
    loads: loads.map((url) => (url.startsWith("//") ? `http:${url}` : url)),
    goesTo,
  };
}

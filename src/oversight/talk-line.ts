/**
 * Records of accountability as people type them: `<about> on <date> [with <names>] because <reason>`, with
 * `by <conductor>`, `measures <text>`, `follow-up <date>`, `at <where>` and `#12` anywhere. What stands in quotes is left whole.
 */
import { readDeadline } from "./deadline.ts";

type Tail = "conductor" | "measures" | "followUp" | "where";
export type TalkLine = {
  about: string;
  on: string;
  names: string[];
  reason: string;
  findingIds: number[];
} & Partial<Record<Tail, string>>;

/** A tail begins after a blank or a comma; `by Friday` and `by 3 days` are no conductor. */
const TAILS: Record<Tail, RegExp> = {
  conductor: /(?<=[\s,，;；。]|^)(?:by\s+(?![\d#])|由(?!于)\s*)/giu,
  measures: /(?<=[\s,，;；。]|^)(?:measures?\s*[:：]?\s+|(?:整改)?措施[:：]?\s*)/giu,
  followUp: /(?<=[\s,，;；。]|^)(?:follow-?up\s*[:：]?\s+|回访[:：]?\s*)/giu,
  where: /(?<=[\s,，;；。]|^)(?:at\s+|(?:发布于|刊于|载于|刊登于)\s*)/giu,
};
/** What ends a tail beside the next one: the backbone of the line. */
const BACKBONE = [
  /(?<=[\s,，;；。]|^)(?:on\s|于)/giu,
  /(?<=[\s,，;；。]|^)(?:with\s|与)|约谈/giu,
  /(?<=[\s,，;；。]|^)(?:because\s|因为?|原因[:：]?)/giu,
];
/** The order of words of the backbone; blanks are for Latin letters only. */
const FORM =
  /^(?<about>.*?)\s*(?:\bon\b|于)\s*(?<on>.+?)\s*(?:(?:\bwith\b|约谈|与)\s*(?<names>.+?)\s*)?(?:(?:\bbecause\b|因为?|原因[:：]?)\s*(?<reason>.+))?$/isu;
const NUMBERS = /[#＃](\d+)[,，、]?/g;

type Mark = { tail: Tail | undefined; from: number; to: number };

/** The first of each marker; a weekday or another date after `by` is none, and the backbone says each word once. */
function marksIn(text: string, tails: readonly Tail[], today: Temporal.PlainDate): Mark[] {
  const marks: Mark[] = [];
  for (const tail of tails)
    for (const found of text.matchAll(TAILS[tail])) {
      const to = found.index + found[0].length;
      if (tail === "conductor" && readDeadline(text.slice(to), today)) continue;
      marks.push({ tail, from: found.index, to });
      break;
    }
  for (const word of BACKBONE) {
    const found = text.matchAll(word).next().value;
    if (found) marks.push({ tail: undefined, from: found.index, to: found.index + found[0].length });
  }
  return marks.sort((a, b) => a.from - b.from);
}
const trimmed = (text: string) => text.trim().replace(/^[,，;；]\s*|\s*[,，;；]$/gu, "");
const persons = (text: string) =>
  text
    .split(/\s*(?:[、,，;；&]|\band\b|和|及)\s*/i)
    .map((name) => name.trim())
    .filter(Boolean);

/** Undefined where the line has no date to begin with; `tails` are those that this kind of record has. */
export function readTalkLine(
  words: string,
  today: Temporal.PlainDate,
  tails: readonly Tail[] = ["conductor", "measures", "followUp"],
): TalkLine | undefined {
  const quotes: string[] = [];
  // A quotation keeps its place as one private character, so that no word in it is taken for a marker
  const open = (text: string) =>
    text.replace(/[\uE000-\uF8FF]/g, (one) => quotes[one.charCodeAt(0) - 0xe000] ?? "").trim();
  const masked = words.replace(/[\uE000-\uF8FF]/g, "").replace(/"([^"]*)"|“([^”]*)”/g, (_, plain, curly) => {
    quotes.push(plain ?? curly);
    return String.fromCharCode(0xe000 + quotes.length - 1);
  });
  const findingIds = [...new Set([...masked.matchAll(NUMBERS)].map(([, digits]) => Number(digits)))];
  const text = masked.replace(NUMBERS, " ").replace(/\s+/g, " ").trim();
  const cut: Partial<Record<Tail, string>> = {};
  let rest = "";
  const marks = marksIn(text, tails, today);
  rest += text.slice(0, marks[0]?.from ?? text.length);
  marks.forEach(({ tail, from, to }, i) => {
    const end = marks[i + 1]?.from ?? text.length;
    if (tail) cut[tail] = open(trimmed(text.slice(to, end)));
    else rest += ` ${text.slice(from, end)}`;
  });
  const given = FORM.exec(rest.trim())?.groups;
  if (!given) return undefined;
  const { about = "", on = "", names = "", reason = "" } = given;
  // 于11月24日由张处长约谈王某: written without blanks
  const [date = "", conductor] = on.split("由");
  return {
    ...(conductor ? { conductor: open(conductor) } : {}),
    ...cut,
    about: open(trimmed(about)),
    on: open(trimmed(date)),
    names: persons(trimmed(names)).map(open),
    reason: open(trimmed(reason)),
    findingIds,
  };
}

/** The day on which something was done: a weekday is the last one, not the next. */
export function readPastDay(words: string, today: Temporal.PlainDate): Temporal.PlainDate | undefined {
  if (/^(?:yesterday|昨天)$/i.test(words.trim())) return today.subtract({ days: 1 });
  const day = readDeadline(words, today)?.day;
  if (!day || Temporal.PlainDate.compare(day, today) <= 0) return day;
  if (/\d{4}/.test(words)) return day;
  const ago = /周|星期|礼拜|day/i.test(words) ? day.subtract({ weeks: 1 }) : day.subtract({ years: 1 });
  return Temporal.PlainDate.compare(ago, today) <= 0 ? ago : day;
}

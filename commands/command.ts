/** The contract of a command: what it is called, who may give it, and words in, card out. No chat library, no text of ours glued. */
import type { Card } from "../src/card.ts";
import type { Clock } from "../src/oversight/clock.ts";
import type { Audience, Rights, Role } from "../src/oversight/rights.ts";
import type { Mention } from "../src/oversight/seek.ts";
import type { Issue } from "../src/report/bulletin.ts";
import type { Shown } from "../src/report/findings.ts";
import type { Queries } from "../src/report/store.ts";

export type LocaleText = { "zh-CN": string; en: string };

export type FormField = {
  name: string;
  label: LocaleText;
  kind: "text" | "date" | "person";
  optional?: boolean;
  /** What an answer may look like. */
  hint: LocaleText;
};
/** One model with two fronts: a modal in Slack, a guided dialogue elsewhere. */
export type Form = {
  id: string;
  title: LocaleText;
  fields: readonly FormField[];
  /** The command line that the answers amount to. */
  line(answers: Readonly<Record<string, string>>): string;
};

export type CommandMeta = {
  name: string;
  /** Chinese keywords and other friendly forms; each may stand for the name. */
  aliases: readonly string[];
  /** After the name: what may follow. */
  usage: LocaleText;
  summary: LocaleText;
  /** A line to copy that works. */
  example: string;
  /** The least role; null for everybody, registered or not. */
  role: Role | null;
  /** The least role for whom attached files are fetched; nobody's are without it. */
  files?: Role;
  /** Registered on Slack under its own name beside `/xuncha <name>`. */
  ownSlash?: true;
  forms?: readonly Form[];
};

export type Context = {
  /** The transaction in which the effect, its audit row and the answer stand or fall together. */
  q: Queries;
  clock: Clock;
  /** What followed the command's name, as typed. */
  words: string;
  rights: Rights;
  /** Identities that the configuration makes admins. */
  admins: readonly string[];
  audience: Audience;
  actor: { identity: string; name: string };
  platform: string;
  channel: { id: string; title: string; direct: boolean };
  /** What the message replied to, or the thread it stands in, is about. */
  place: { findingIds: number[]; siteId: number | undefined };
  mentions: readonly Mention[];
  /** Fetched and kept by their hash before the transaction. */
  files: readonly { name: string; bytes: Uint8Array; hash: string; size: number }[];
  shown: Shown;
  /** Whose bulletins they are, and by which template. */
  issue: Issue;
  locale: "zh-CN" | "en";
  commands: readonly Command[];
};

export type Answer = {
  card: Card;
  /** Said first, as a message of its own: what has to be on record before the answer is seen. */
  before?: Card;
  /** What the message is about and the findings it shows: a reply to it means these. */
  subject?: string;
  findingIds?: number[];
  /** This answer brings an order to its assignee: when it is sent, the order is. */
  order?: number;
  /** Slow work that goes on after the answer: a check edits it to the end, a re-check speaks through the order's news, a round goes on in the background. */
  job?: { kind: "check" | "recheck" | "round"; data: Record<string, unknown> };
};

export type Command = {
  meta: CommandMeta;
  run(context: Context): Promise<Answer>;
};

/** Words split at blanks; quotes of either kind hold together what belongs together. */
export function split(words: string): string[] {
  return [...words.matchAll(/"([^"]*)"|“([^”]*)”|(\S+)/g)].map(
    ([, plain, curly, word]) => plain ?? curly ?? word ?? "",
  );
}
/** Finding numbers (#12, ＃12) at the start, and the rest. */
export function takeNumbers(words: string): { ids: number[]; rest: string } {
  const found = /^(?:\s*[#＃]\d+[,，、]?)+/.exec(words);
  if (!found) return { ids: [], rest: words.trim() };
  return {
    ids: [...new Set([...found[0].matchAll(/\d+/g)].map(([digits]) => Number(digits)))],
    rest: words.slice(found[0].length).trim(),
  };
}

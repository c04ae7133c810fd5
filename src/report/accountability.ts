/** Records of accountability as cards: no name where a number must do, and what a rule proposed in words. */
import type { TalkRecord } from "../../db/accountability.ts";
import { talkById } from "../../db/accountability.ts";
import type { Queries } from "../../db/open.ts";
import { organisers, siteById } from "../../db/sites.ts";
import { type Button, type Card, more, type Part, type Phrase, type Say, say, type Value } from "../card.ts";
import { type AccountabilityFigures, TALK_KINDS } from "../oversight/accountability.ts";
import type { Seen, Sight } from "../oversight/talk-sight.ts";

const SHOWN = 10;
const CAUSES = new Set(["overdue-order", "veto-site", "again-finding", "late-site"]);

/** `overdue:order:12`, `veto:site:3:2026Q4`: what happened, to what, its id, when. */
function causePhrase(cause: string): Say {
  const [what = "", to = "", id = "", when = ""] = cause.split(":");
  return CAUSES.has(`${what}-${to}`) ? say(`cause.${what}-${to}`, { id, when }) : say("cause.other", { key: cause });
}
/** People's own words, without the names of those held to account for whoever may not see these. */
function told(text: string, { names }: TalkRecord, sight: Sight): Phrase {
  if (sight === "names") return text;
  const clean = names.reduce((rest, name) => rest.replaceAll(name, "\u0000"), text);
  return clean.includes("\u0000") ? clean.replaceAll("\u0000", "※") : text;
}
const reasonOf = (talk: TalkRecord, sight: Sight): Phrase =>
  talk.reason ? told(talk.reason, talk, sight) : causePhrase(talk.cause ?? "");
const kindOf = ({ kind }: Pick<TalkRecord, "kind">) => say(`measure.kind-${kind}`);

/** The site's name, or the organiser's where the whole of him is meant. */
export async function aboutOf(q: Queries, talk: Pick<TalkRecord, "siteId" | "organiserId">): Promise<string> {
  if (talk.siteId !== null) return (await siteById(q, talk.siteId))?.name ?? "";
  return (await organisers(q)).find(({ id }) => id === talk.organiserId)?.name ?? "";
}

/** What stands on record, as far as `sight` lets through. */
export function recordFields(talk: TalkRecord, sight: Sight): Part {
  const rows: [Phrase, Value | undefined][] = [
    [say("measure.on"), talk.heldOn ? { day: talk.heldOn } : undefined],
    [say("measure.reason"), reasonOf(talk, sight)],
    [say("measure.findings"), talk.findingIds.length > 0 ? talk.findingIds.map((id) => `#${id}`) : undefined],
  ];
  const n = talk.names.length;
  if (sight === "names") {
    rows.push([say("measure.conductor"), talk.conductor ?? undefined]);
    rows.push([say("measure.persons"), n > 0 ? say("measure.persons-names", { names: talk.names, n }) : undefined]);
  } else if (sight === "whole" || sight === "own")
    rows.push([say("measure.persons"), n > 0 ? say("measure.persons-number", { n }) : undefined]);
  if (sight !== "reason") {
    const { measures, followUpOn, followedUpOn: on, followUpNote, endedWhy, endedBy, state } = talk;
    rows.push(
      [say("measure.measures"), measures ? told(measures, talk, sight) : undefined],
      [say("measure.published"), talk.publishedIn ?? undefined],
      [say("measure.follow-up"), followUpOn ? { day: followUpOn } : undefined],
      [
        say("measure.followed-up"),
        on
          ? say("measure.followed-up-value", { day: { day: on }, note: told(followUpNote ?? "", talk, sight) })
          : undefined,
      ],
      [say("measure.drop-why"), endedWhy ? told(endedWhy, talk, sight) : undefined],
      [say("measure.ended-by"), state === "dropped" && sight !== "own" ? (endedBy ?? undefined) : undefined],
    );
  }
  return { kind: "fields", rows: rows.flatMap(([label, value]) => (value === undefined ? [] : [[label, value]])) };
}

export function talkButtons(talk: TalkRecord): Button[] {
  const preset = { record: String(talk.id) };
  if (talk.state === "proposed")
    return [
      { label: say("button.hold"), form: { id: "hold", preset }, style: "primary" },
      { label: say("button.drop"), form: { id: "drop", preset } },
    ];
  return talk.state === "held" && talk.followUpOn && !talk.followedUpOn
    ? [{ label: say("button.follow-up"), form: { id: "follow-up", preset } }]
    : [];
}

/** A record under a title of its own: `measure.done`, `measure.title`, `measure.dropped`… */
export async function recordCard(q: Queries, talk: TalkRecord, sight: Sight, title = "measure.title"): Promise<Card> {
  const acts = sight === "names" || sight === "whole";
  return {
    title: say(title, {
      id: talk.id,
      kind: kindOf(talk),
      state: say(`measure.state-${talk.state}`),
      about: await aboutOf(q, talk),
      day: talk.followUpOn ? { day: talk.followUpOn } : "",
    }),
    parts: [recordFields(talk, sight)],
    ...(acts ? { buttons: talkButtons(talk) } : {}),
  };
}

export async function seenList(
  q: Queries,
  seen: readonly Seen[],
  line: "proposed-line" | "due-line" | "own-line",
): Promise<Part[]> {
  if (seen.length === 0) return [];
  const items: { text: Phrase; detail: Phrase }[] = [];
  for (const { talk, sight } of seen.slice(0, SHOWN)) {
    const day = line === "due-line" ? talk.followUpOn : talk.heldOn;
    items.push({
      text: say(`measure.${line}`, {
        id: talk.id,
        kind: kindOf(talk),
        about: await aboutOf(q, talk),
        day: day ? { day } : "",
      }),
      detail: say("measure.detail", { reason: reasonOf(talk, sight) }),
    });
  }
  return [{ kind: "list", items }, ...more(seen.length, SHOWN)];
}

export const figureFields = ({ kinds, sitesExposed }: AccountabilityFigures): Part => ({
  kind: "fields",
  rows: [
    ...TALK_KINDS.map((kind): [Phrase, Value] => [
      say(`measure.kind-${kind}`),
      say("measure.figures-kind", { ...kinds[kind] }),
    ]),
    [say("measure.figures-sites"), say("measure.figures-sites-value", { n: sitesExposed })],
  ],
});

const NEWS = new Set(["talk-held", "talk-proposed", "follow-up-due"]);
/** Lines and buttons of the news of accountability among these; in a channel never with a name. */
export async function talkNews(
  q: Queries,
  rows: readonly { event: string; ids: number[] }[],
): Promise<{ lines: Phrase[]; buttons: Button[] }> {
  const lines: Phrase[] = [];
  const buttons: Button[] = [];
  for (const { event, ids } of rows) {
    const talk = NEWS.has(event) ? await talkById(q, ids[0] ?? 0) : undefined;
    if (!talk) continue;
    // Dealt with before it was told: what a button could do is done
    const gone =
      event === "talk-proposed" ? talk.state !== "proposed" : event === "follow-up-due" && talk.followedUpOn !== null;
    if (gone) {
      lines.push(say("news.talk-gone", { id: talk.id }));
      continue;
    }
    const day = event === "talk-held" ? talk.heldOn : talk.followUpOn;
    lines.push(
      say(`news.${event}`, {
        id: talk.id,
        kind: kindOf(talk),
        about: await aboutOf(q, talk),
        reason: reasonOf(talk, "whole"),
        day: day ? { day } : "",
      }),
    );
    if (event !== "talk-held") buttons.push(...talkButtons(talk));
  }
  return { lines, buttons };
}

/** Where much is told at once: how many proposals and follow-ups are among it. */
export function stormNote(rows: readonly { event: string }[]): Part[] {
  const n = rows.filter(({ event }) => event === "talk-proposed" || event === "follow-up-due").length;
  return n > 0 ? [{ kind: "note", text: say("news.storm-talks", { n }) }] : [];
}

/** What importing a file of netizens' messages would do: line by line, and nothing changed yet. */
import { createHash } from "node:crypto";
import { mask } from "../../checks/reading/mask.ts";
import { knownMessages, type MessageRow, type MessageState, type NewMessage, type NewStep } from "../../db/messages.ts";
import type { Queries } from "../../db/open.ts";
import { allSites, organisers, type SiteRow } from "../../db/sites.ts";
import type { Clock } from "./clock.ts";
import { type ClockRules, clockRules, clocksOf, dueAfterPassing } from "./message-clocks.ts";
import type { FileRow, MessagesFile } from "./messages-file.ts";
import { HISTORY_FAULTS, type History, historyOf, type When } from "./messages-history.ts";
import { asUrl } from "./seek.ts";

export const MESSAGE_FAULTS = [...HISTORY_FAULTS, "row", "site", "text", "twice", "conflict"] as const;
export type MessageFault = { line: number; reason: (typeof MESSAGE_FAULTS)[number]; value: string };
/** One move of a state; when it was made is not always said. */
export type Move = { step: NewStep["step"]; from: MessageState | null; to: MessageState; when: When | undefined };
type Content = Omit<NewMessage, "actor" | "at">;
type Change = { before: MessageRow; moves: Move[]; row: Content; correct: Partial<Content> };
export type MessagesPlan = {
  added: { row: Content; moves: Move[] }[];
  changed: Change[];
  /** In the file as they are here. */
  same: number;
  /** Further on here than in the file: left as they are. */
  ahead: { line: number; id: number }[];
  faults: MessageFault[];
  /** What the file calls sites that are not in the registry; their messages are kept. */
  unknownSites: string[];
  unknownColumns: string[];
};

const ORDER: readonly MessageState[] = ["waiting", "working", "reviewing", "closed"];

/** The whole way of a message as a file tells it; each move is one of MESSAGE_MOVES. */
function movesOf({ state, received, passed, replied, closed, declined }: History): Move[] {
  const moves: Move[] = [{ step: "received", from: null, to: "waiting", when: received }];
  const worked = state === "declined" ? passed !== undefined : state !== "waiting";
  if (worked) moves.push({ step: "passed", from: "waiting", to: "working", when: passed });
  if (replied) moves.push({ step: "replied", from: "working", to: "reviewing", when: replied });
  if (closed) moves.push({ step: "closed", from: "reviewing", to: "closed", when: closed });
  if (declined) moves.push({ step: "declined", from: worked ? "working" : "waiting", to: "declined", when: declined });
  return moves;
}

/** What is left to do for a message that is here; `ahead` and `conflict` where the file cannot lead on from it. */
function movesFrom(before: MessageRow, history: History, now: When): Move[] | "ahead" | "conflict" {
  const { state } = history;
  if (before.state === state) return [];
  if (before.state === "reviewing" && history.rejected)
    return [{ step: "rejected", from: "reviewing", to: "working", when: now }];
  if (state === "declined")
    return before.state === "waiting" || before.state === "working"
      ? [{ step: "declined", from: before.state, to: "declined", when: history.declined }]
      : "conflict";
  if (before.state === "declined") return "conflict";
  if (ORDER.indexOf(state) < ORDER.indexOf(before.state)) return "ahead";
  const moves = movesOf(history);
  return moves.slice(moves.findIndex(({ to }) => to === before.state) + 1);
}

/** Known times must not run backwards when the file's are laid after those that are here. */
function contradicts(before: MessageRow, moves: readonly Move[]): boolean {
  let last = before.repliedAt ?? before.passedAt ?? before.receivedAt;
  for (const { when } of moves) {
    if (!when) continue;
    if (Temporal.Instant.compare(when.at, last) < 0) return true;
    last = when.at;
  }
  return false;
}

type Registry = { find(row: FileRow): SiteRow | undefined; organiser(name: string): number | undefined };
async function readRegistry(q: Queries): Promise<Registry> {
  const sites = await allSites(q);
  const byCode = new Map(sites.flatMap((site) => (site.code ? [[site.code.toLowerCase(), site]] : [])));
  const byName = Map.groupBy(sites, ({ name }) => name);
  const byHost = Map.groupBy(sites, ({ host }) => host);
  const units = new Map((await organisers(q)).map(({ id, name }) => [name, id]));
  const only = (found: SiteRow[] | undefined) => (found?.length === 1 ? found[0] : undefined);
  return {
    find({ values: { code, url, site } }) {
      const host = asUrl(url || site)?.hostname;
      return byCode.get(code.toLowerCase()) ?? only(host ? byHost.get(host) : undefined) ?? only(byName.get(site));
    },
    organiser: (name) => units.get(name),
  };
}

function contentOf(row: FileRow, history: History, registry: Registry, rules: ClockRules): Content {
  const { values } = row;
  const site = registry.find(row);
  const siteText = values.site || values.url || values.code;
  const { state, received, passed, replied, closed, declined } = history;
  const text = mask(values.text);
  const handled = state !== "waiting" && (state !== "declined" || passed !== undefined);
  const clocks = clocksOf(Temporal.PlainDate.from(received.day), rules);
  const due = passed && dueAfterPassing(Temporal.PlainDate.from(passed.day), rules);
  return {
    number: values.number || null,
    // Without a number a message is the same when site, moment and words are
    fingerprint: values.number
      ? null
      : createHash("sha256")
          .update(JSON.stringify([siteText, received.at.epochMilliseconds, text]))
          .digest("hex"),
    siteId: site?.id ?? null,
    siteText: siteText || site?.name || "",
    kind: values.kind || null,
    text,
    receivedAt: received.at,
    receivedDay: received.day,
    passDueOn: clocks.passDueOn,
    replyDueOn: due ?? clocks.replyDueOn,
    organiserId: handled ? (registry.organiser(values.handler) ?? site?.organiserId ?? null) : null,
    state,
    rejections: history.rejected ? 1 : 0,
    passedAt: passed?.at ?? null,
    passedDay: passed?.day ?? null,
    repliedAt: replied?.at ?? null,
    repliedDay: replied?.day ?? null,
    reply: replied && values.reply ? mask(values.reply) : null,
    closedAt: closed?.at ?? null,
    closedDay: closed?.day ?? null,
    declinedAt: declined?.at ?? null,
    declinedDay: declined?.day ?? null,
    declineReason: declined ? mask(values.reply || values.state) : null,
    source: "file",
  };
}

/** What the file says otherwise of a message's content: its sort and words, a site meanwhile registered, the reply. */
function correction(before: MessageRow, row: Content): Partial<Content> {
  const said = {
    kind: row.kind,
    text: row.text,
    siteId: row.siteId,
    ...(before.repliedAt ? { reply: row.reply } : {}),
  };
  return Object.fromEntries(
    Object.entries(said).filter(([name, value]) => value && value !== before[name as keyof typeof said]),
  );
}

const faultOf = (row: FileRow, seen: ReadonlySet<string>): Omit<MessageFault, "line"> | undefined => {
  const { number, site, url, code, text } = row.values;
  if (!site && !url && !code) return { reason: "site", value: number };
  if (!text) return { reason: "text", value: number || site };
  return number && seen.has(number) ? { reason: "twice", value: number } : undefined;
};

export async function planMessages(q: Queries, file: MessagesFile, clock: Clock): Promise<MessagesPlan> {
  const registry = await readRegistry(q);
  const rules = await clockRules(q, clock.today());
  const now: When = { at: clock.now(), day: clock.today().toString() };
  const plan: MessagesPlan = {
    ...{ added: [], changed: [], same: 0, ahead: [], unknownSites: [], unknownColumns: file.unknownColumns },
    faults: file.broken.map(({ line, text }) => ({ line, reason: "row", value: text })),
  };
  const read: { line: number; row: Content; history: History }[] = [];
  const seen = new Set<string>();
  for (const one of file.rows) {
    const history = historyOf(one, clock);
    const fault = faultOf(one, seen) ?? ("reason" in history ? history : undefined);
    if (fault || "reason" in history) {
      if (fault) plan.faults.push({ line: one.line, ...fault });
      continue;
    }
    const row = contentOf(one, history, registry, rules);
    const key = row.number ?? row.fingerprint ?? "";
    if (seen.has(key)) plan.faults.push({ line: one.line, reason: "twice", value: row.siteText });
    else read.push({ line: one.line, row, history });
    seen.add(key);
  }
  const known = new Map([
    ...(await knownMessages(
      q,
      "number",
      read.flatMap(({ row }) => row.number ?? []),
    )),
    ...(await knownMessages(
      q,
      "fingerprint",
      read.flatMap(({ row }) => row.fingerprint ?? []),
    )),
  ]);
  for (const { line, row, history } of read) {
    const before = known.get(row.number ?? row.fingerprint ?? "");
    if (!row.siteId) plan.unknownSites.push(row.siteText);
    if (!before) {
      plan.added.push({ row, moves: movesOf(history) });
      continue;
    }
    const moves = movesFrom(before, history, now);
    if (moves === "ahead") plan.ahead.push({ line, id: before.id });
    else if (moves === "conflict" || contradicts(before, moves))
      plan.faults.push({ line, reason: "conflict", value: `${before.id}` });
    else {
      const correct = correction(before, row);
      if (moves.length === 0 && Object.keys(correct).length === 0) plan.same++;
      else plan.changed.push({ before, moves, row, correct });
    }
  }
  plan.unknownSites = [...new Set(plan.unknownSites)];
  plan.faults.sort((a, b) => a.line - b.line);
  return plan;
}

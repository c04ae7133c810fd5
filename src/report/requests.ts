/** Requests as people read them: what is asked, where it stands, what can be done next. */
import type { ApprovalRow, RequestRow } from "../../db/life.ts";
import type { Queries } from "../../db/open.ts";
import { type SiteRow, siteById } from "../../db/sites.ts";
import { type Button, type Card, note, type Part, type Phrase, type Say, say } from "../card.ts";
import { isOffice } from "../oversight/request-rights.ts";

export type Told = { request: RequestRow; site: SiteRow | undefined; target: SiteRow | undefined };
export async function toldOf(q: Queries, request: RequestRow): Promise<Told> {
  const find = async (id: number | null | undefined) => (id === null || id === undefined ? undefined : siteById(q, id));
  return { request, site: await find(request.siteId), target: await find(request.data.target) };
}

const nameOf = ({ request, site }: Told): string => site?.name ?? request.data.row?.name ?? "";
export const requestPhrase = ({ request, target }: Told): Say => {
  const { row, name = "", host = "", from, until = "" } = request.data;
  return say(`request.what-${request.kind}${from ? "-from" : ""}`, {
    name: request.kind === "open" ? (row?.name ?? "") : name,
    url: row?.url ?? "",
    host,
    target: target?.name ?? "",
    from: { day: from ?? "2000-01-01" },
    until: { day: until || "2000-01-01" },
  });
};
const waitsFor = ({ level, levels }: RequestRow): Say =>
  say(isOffice(level + 1, levels) ? "request.waits-office" : "request.waits-unit", { level: level + 1 });

/** Where it stands, in one phrase. */
export function statePhrase({ request }: Told): Say {
  const { state, kind, noticeUntil, nextOn, doneOn, data } = request;
  const day = (text: string | null | undefined) => ({ day: text ?? "2000-01-01" });
  if (state === "requested") return say("request.is-requested", { who: waitsFor(request) });
  if (state === "approved") return say("request.is-approved", { from: day(nextOn) });
  if (state === "notice")
    return say(kind === "move" ? "request.is-moving" : "request.is-notice", { until: day(noticeUntil) });
  if (state === "suspended") return say("request.is-suspended", { until: day(data.until) });
  return say(`request.is-${state}`, { on: day(doneOn) });
}

export const requestLine = (told: Told): Say =>
  say("request.line", { id: told.request.id, site: nameOf(told), what: requestPhrase(told) });

export function requestButtons({ request }: Told): Button[] {
  const { id, state } = request;
  if (state === "requested")
    return [
      { label: say("button.request-approve"), command: `/request ${id} approve`, style: "primary" },
      { label: say("button.request-refuse"), form: { id: "request-refuse", preset: { request: String(id) } } },
    ];
  return [];
}

export function requestItem(told: Told): { text: Phrase; detail: Phrase; url?: string } {
  return { text: requestLine(told), detail: statePhrase(told), ...(told.site ? { url: told.site.url } : {}) };
}

export function requestCard(told: Told, approvals: readonly ApprovalRow[], warnings: readonly Say[]): Card {
  const { request } = told;
  const rows: [Phrase, Phrase][] = [
    [say("request.state"), statePhrase(told)],
    [say("request.reason"), request.reason],
    [say("request.asked"), say("request.asked-value", { who: request.askedBy, at: { at: request.at.toString() } })],
  ];
  const parts: Part[] = [{ kind: "fields", rows }];
  if (request.noticeFrom && request.noticeUntil)
    rows.push([
      say("request.notice"),
      say("request.notice-value", { from: { day: request.noticeFrom }, until: { day: request.noticeUntil } }),
    ]);
  if (approvals.length > 0)
    parts.push({
      kind: "list",
      items: approvals.map(({ level, decision, actor, at, why }) => ({
        text: say(`request.decision-${decision}`, { level, who: actor, at: { at: at.toString() } }),
        ...(why ? { detail: why } : {}),
      })),
    });
  parts.push(...warnings.map(note));
  return { title: requestLine(told), parts, buttons: requestButtons(told) };
}

/** Requests (申请): asked, approved level by level, refused or withdrawn. Of two that act at once one wins. */
import {
  addApproval,
  addRequest,
  approvalsOf,
  moveRequest,
  type RequestData,
  type RequestField,
  type RequestKind,
  type RequestRow,
  requestById,
  underWay,
} from "../../db/life.ts";
import { audit } from "../../db/office.ts";
import type { Queries } from "../../db/open.ts";
import { type SiteRow, siteById } from "../../db/sites.ts";
import { tell } from "./news.ts";
import { refuse } from "./refusal.ts";
import { carryOut, undoStatus } from "./request-effects.ts";
import { aboutOf, levelsOf, mayApprove } from "./request-rights.ts";
import type { Rights } from "./rights.ts";

export { approvalsOf, type RequestRow, requestsUnderWay } from "../../db/life.ts";
export const FIELD_OF: Record<RequestKind, RequestField> = {
  open: "registration",
  rename: "name",
  move: "address",
  merge: "status",
  suspend: "status",
  close: "status",
};

export type Doing = {
  rights: Rights;
  actor: string;
  at: Temporal.Instant;
  today: Temporal.PlainDate;
  channel: string | undefined;
};
/** Everybody who speaks has been seen, so he is somebody. */
const personOf = ({ rights }: Doing): number =>
  rights.personId ?? refuse("refuse.stranger", { identity: rights.identity });

async function note(q: Queries, row: RequestRow, action: string, { actor, at, channel }: Doing, why?: string) {
  await audit(q, {
    at,
    actor,
    action: `request-${action}`,
    subject: `request:${row.id}`,
    data: {
      kind: row.kind,
      level: row.level,
      ...(row.siteId === null ? {} : { site: row.siteId }),
      ...(why ? { why } : {}),
    },
  });
  await tellRequest(q, row, at, channel);
}
/** Told with the site as subject where there is one: the request belongs to its case. */
export async function tellRequest(q: Queries, row: RequestRow, at: Temporal.Instant, except?: string): Promise<void> {
  const site = row.siteId === null ? undefined : await siteById(q, row.siteId);
  const subject = site ? `site:${site.id}` : `request:${row.id}`;
  await tell(q, { subject, event: "request", ids: [row.id], at, except, ...(site ? { site } : {}) });
}

export async function ask(
  q: Queries,
  given: { kind: RequestKind; site: SiteRow | undefined; data: RequestData; reason: string },
  doing: Doing,
): Promise<RequestRow> {
  const { kind, site, data, reason } = given;
  const field = FIELD_OF[kind];
  const row = await addRequest(q, {
    kind,
    field,
    siteId: site?.id ?? null,
    data,
    reason,
    levels: await levelsOf(q, kind),
    askedBy: doing.actor,
    askedPerson: personOf(doing),
    at: doing.at,
    day: doing.today.toString(),
  });
  if (!row) {
    const other = site ? await underWay(q, site.id, field) : undefined;
    return refuse(
      "refuse.request-under-way",
      { site: site?.name ?? "", id: other?.id ?? 0, kind: { say: `request.kind-${other?.kind ?? kind}` } },
      `/request ${other?.id ?? ""}`.trim(),
    );
  }
  await note(q, row, "asked", doing);
  return row;
}

export const needRequest = async (q: Queries, id: number): Promise<RequestRow> =>
  (await requestById(q, id)) ?? refuse("refuse.request-unknown", { id }, "/request");

/** Refuses with who did what, and when there is more to do, what. */
async function beaten(q: Queries, id: number): Promise<never> {
  const row = await needRequest(q, id);
  const last = (await approvalsOf(q, id)).at(-1);
  const who = row.state === "withdrawn" ? row.askedBy : (last?.actor ?? "");
  return row.state === "requested"
    ? refuse("refuse.request-level-taken", { id, who, level: row.level }, `/request ${id} approve`)
    : refuse("refuse.request-settled", { id, who, state: { say: `request.state-${row.state}` } }, `/request ${id}`);
}

/** The request as it may be decided by this person now. */
async function needDecidable(q: Queries, id: number, doing: Doing): Promise<RequestRow> {
  const row = await needRequest(q, id);
  if (row.state !== "requested") return beaten(q, id);
  const about = await aboutOf(q, row);
  const level = row.level + 1;
  if (!mayApprove(doing.rights, about, level, row.levels)) refuse("refuse.request-not-yours", { id, level });
  const person = personOf(doing);
  if (row.askedPerson === person) refuse("refuse.request-own", { id }, `/request ${id} withdraw`);
  const own = (await approvalsOf(q, id)).find(({ personId }) => personId === person);
  if (own) refuse("refuse.request-twice", { id, level: own.level });
  return row;
}

/** Approves the next level; with the last one the request is carried out in the same transaction. */
export async function approve(q: Queries, id: number, why: string, doing: Doing): Promise<RequestRow> {
  const row = await needDecidable(q, id, doing);
  const level = row.level + 1;
  const final = level === row.levels;
  const today = doing.today.toString();
  const moved = await moveRequest(q, row, { level, ...(final ? { state: "approved" as const, nextOn: today } : {}) });
  if (!moved) return beaten(q, id);
  const { actor, at } = doing;
  await addApproval(q, {
    requestId: id,
    level,
    decision: "approved",
    personId: personOf(doing),
    actor,
    why: why || null,
    at,
  });
  const now = final ? await carryOut(q, moved, doing) : moved;
  await note(q, now, "approved", doing, why);
  return now;
}

export async function turnDown(q: Queries, id: number, why: string, doing: Doing): Promise<RequestRow> {
  const row = await needDecidable(q, id, doing);
  if (!why) refuse("refuse.request-why", { id }, `/request ${id} refuse 材料不全`);
  const moved = await moveRequest(q, row, { state: "refused", doneOn: doing.today.toString() });
  if (!moved) return beaten(q, id);
  const { actor, at } = doing;
  await addApproval(q, {
    requestId: id,
    level: row.level + 1,
    decision: "refused",
    personId: personOf(doing),
    actor,
    why,
    at,
  });
  await note(q, moved, "refused", doing, why);
  return moved;
}

/** Who asked may take it back until it is approved; afterwards he or the office, where the status can go back. */
export async function withdraw(q: Queries, id: number, why: string, doing: Doing): Promise<RequestRow> {
  const row = await needRequest(q, id);
  const own = row.askedPerson === personOf(doing);
  const office = row.state !== "requested" && mayApprove(doing.rights, await aboutOf(q, row), row.levels, row.levels);
  if (!own && !office) refuse("refuse.request-not-asker", { id, who: row.askedBy });
  if (row.state === "done" || row.state === "refused" || row.state === "withdrawn") return beaten(q, id);
  // A name or an address that has changed is changed back by a request of its own
  if (row.state !== "requested" && row.field !== "status") refuse("refuse.request-carried-out", { id });
  const moved = await moveRequest(q, row, { state: "withdrawn", nextOn: null, doneOn: doing.today.toString() });
  if (!moved) return beaten(q, id);
  await undoStatus(q, row, doing);
  await note(q, moved, "withdrawn", doing, why);
  return moved;
}

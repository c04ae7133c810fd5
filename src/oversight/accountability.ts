/**
 * Accountability (问责, 国办发〔2017〕47号 on 约谈 and 通报): records of talks, written reviews, named criticism and exposure;
 * persons and records are counted apart. A proposal becomes a record, or is dropped, by the first who acts on it.
 */
import {
  addProposal,
  addTalk,
  bindToTalk,
  claimFollowUp,
  endProposal,
  followUpsDue,
  lastActor,
  recordsHeld,
  setFollowUp,
  type TalkKind,
  type TalkRecord,
  talkById,
} from "../../db/accountability.ts";
import { type FindingRow, findingsById, openOfSite } from "../../db/findings.ts";
import { audit } from "../../db/office.ts";
import type { Queries } from "../../db/open.ts";
import { allSites, siteById } from "../../db/sites.ts";
import { TALK_KINDS } from "../../db/tables-orders.ts";
import type { Clock } from "./clock.ts";
import { type NewsEvent, tell } from "./news.ts";
import { refuse } from "./refusal.ts";

export { TALK_KINDS, type TalkKind, type TalkRecord };

export type Who = { actor: string; at: Temporal.Instant; today: Temporal.PlainDate; channel?: string | undefined };
/** What was done to hold somebody to account; what a person left out is undefined. */
export type Held = {
  heldOn: Temporal.PlainDate;
  names: string[];
  reason: string;
  conductor?: string | undefined;
  measures?: string | undefined;
  publishedIn?: string | undefined;
  followUpOn?: Temporal.PlainDate | undefined;
  findingIds?: number[] | undefined;
};
export type About = { kind: TalkKind; siteId?: number | undefined; organiserId?: number | undefined };

export async function needTalk(q: Queries, id: number): Promise<TalkRecord> {
  return (await talkById(q, id)) ?? refuse("refuse.measure-unknown", { id }, "/measure");
}

/** Only what a reviewer confirmed may be held against anybody, and only against whom it concerns. */
async function needFindings(q: Queries, ids: number[], about: Omit<About, "kind">): Promise<FindingRow[]> {
  const rows = await findingsById(q, ids);
  const sites = new Map((await allSites(q)).map((site) => [site.id, site]));
  for (const id of ids) {
    const row = rows.find((one) => one.id === id);
    if (!row) refuse("refuse.finding-unknown", { id });
    else if (row.review !== "confirmed")
      refuse("refuse.measure-unconfirmed", { id: `#${id}` }, `/review confirm #${id}`);
    else if (
      about.siteId === undefined
        ? sites.get(row.siteId)?.organiserId !== about.organiserId
        : row.siteId !== about.siteId
    )
      refuse("refuse.measure-other-site", { id: `#${id}`, site: sites.get(row.siteId)?.name ?? "" });
  }
  return rows;
}

/** The confirmed findings meant without a number: those of the message replied to, else the open ones of the thread's site. */
export async function findingsImplied(
  q: Queries,
  siteId: number | undefined,
  place: { findingIds: number[]; siteId: number | undefined },
): Promise<number[]> {
  if (siteId === undefined) return [];
  const shown = await findingsById(q, place.findingIds);
  const rows = shown.length > 0 ? shown : place.siteId === siteId ? await openOfSite(q, siteId) : [];
  return rows.filter((row) => row.siteId === siteId && row.review === "confirmed").map(({ id }) => id);
}

async function needSound(q: Queries, about: About, held: Held, today: Temporal.PlainDate): Promise<void> {
  const { heldOn, followUpOn, names, publishedIn, findingIds = [] } = held;
  if (Temporal.PlainDate.compare(heldOn, today) > 0) refuse("refuse.talk-future", { day: { day: heldOn.toString() } });
  if (followUpOn && Temporal.PlainDate.compare(followUpOn, heldOn) < 0)
    refuse("refuse.follow-up-before", { day: { day: followUpOn.toString() }, held: { day: heldOn.toString() } });
  if (about.kind === "talk" && names.length === 0) refuse("refuse.talk-names");
  if (about.kind === "exposure" && !publishedIn) refuse("refuse.exposure-where");
  await needFindings(q, findingIds, about);
}

const columns = ({ heldOn, conductor, measures, publishedIn, followUpOn }: Held) => ({
  heldOn: heldOn.toString(),
  conductor: conductor || null,
  measures: measures || null,
  publishedIn: publishedIn || null,
  followUpOn: followUpOn?.toString() ?? null,
});

async function note(q: Queries, id: number, action: string, who: Who, data: Record<string, unknown>): Promise<void> {
  await audit(q, { at: who.at, actor: who.actor, action, subject: `talk:${id}`, data });
}
async function tellOf(
  q: Queries,
  talk: { id: number; siteId?: number | null | undefined; organiserId?: number | null | undefined },
  event: NewsEvent,
  { at, channel }: { at: Temporal.Instant; channel?: string | undefined },
): Promise<void> {
  const site = talk.siteId ? await siteById(q, talk.siteId) : undefined;
  await tell(q, {
    subject: site ? `site:${site.id}` : `talk:${talk.id}`,
    event,
    ids: [talk.id],
    at,
    ...(site ? { site } : {}),
    ...(talk.organiserId ? { organiserId: talk.organiserId } : {}),
    except: channel,
  });
}

/** Puts on record what was done without a proposal. */
export async function holdTalk(q: Queries, about: About, given: Held, who: Who): Promise<number> {
  const held = { ...given, names: [...new Set(given.names)] };
  if (!held.reason.trim()) refuse("refuse.measure-reason");
  await needSound(q, about, held, who.today);
  const { kind, siteId, organiserId } = about;
  const id = await addTalk(
    q,
    {
      kind,
      state: "held",
      siteId: siteId ?? null,
      organiserId: organiserId ?? null,
      ...columns(held),
      reason: held.reason.trim(),
      actor: who.actor,
      at: who.at,
      day: who.today.toString(),
    },
    held.names,
    held.findingIds,
  );
  await note(q, id, "talk", who, {
    kind,
    siteId,
    organiserId,
    heldOn: held.heldOn.toString(),
    persons: held.names.length,
    findings: held.findingIds ?? [],
  });
  await tellOf(q, { id, siteId, organiserId }, "talk-held", who);
  return id;
}

export type Proposal = {
  siteId?: number | undefined;
  organiserId?: number | undefined;
  kind?: TalkKind;
  /** `<what happened>:<to what>:<its id>[:<when>]`; the same cause is proposed once. `src/report/accountability.ts` words it. */
  cause: string;
  findingIds: number[];
  at: Temporal.Instant;
  today: Temporal.PlainDate;
};
/** Proposes a talk that a rule calls for; undefined where this cause was proposed before, whatever became of it. */
export async function propose(q: Queries, given: Proposal): Promise<number | undefined> {
  const { siteId, organiserId, kind = "talk", cause, findingIds, at, today } = given;
  const confirmed = (await findingsById(q, findingIds)).filter(({ review }) => review === "confirmed");
  const site = siteId === undefined ? undefined : await siteById(q, siteId);
  const owner = organiserId ?? site?.organiserId ?? null;
  const row = { kind, siteId: siteId ?? null, organiserId: owner, cause, reason: "", actor: "system", at };
  const id = await addProposal(
    q,
    { ...row, day: today.toString() },
    confirmed.map((one) => one.id),
  );
  if (id === undefined) return undefined;
  await note(q, id, "talk-proposed", { actor: "system", at, today }, { siteId, organiserId: owner, cause });
  await tellOf(q, { id, siteId, organiserId: owner }, "talk-proposed", { at });
  return id;
}

const closed = ({ id, endedBy, actor, state }: TalkRecord) =>
  refuse("refuse.measure-closed", { id, who: endedBy ?? actor, outcome: { say: `measure.state-${state}` } });
/** Of two that act on one proposal the first wins; the other is told who did what. */
async function end(q: Queries, id: number, set: Parameters<typeof endProposal>[2]): Promise<void> {
  if (!(await endProposal(q, id, set))) closed(await needTalk(q, id));
}

/** Carries out a proposal; its reason stands unless another is given. */
export async function carryOut(q: Queries, id: number, given: Held, who: Who): Promise<TalkRecord> {
  const before = await needTalk(q, id);
  if (before.state !== "proposed") closed(before);
  const held = { ...given, names: [...new Set(given.names)] };
  const about = {
    kind: before.kind,
    siteId: before.siteId ?? undefined,
    organiserId: before.organiserId ?? undefined,
  };
  await needSound(q, about, held, who.today);
  const reason = held.reason.trim();
  if (!reason && !before.cause) refuse("refuse.measure-reason");
  await end(q, id, {
    state: "held",
    ...columns(held),
    day: who.today.toString(),
    endedBy: who.actor,
    ...(reason ? { reason } : {}),
  });
  await bindToTalk(q, id, held.names, held.findingIds ?? []);
  await note(q, id, "talk-held", who, { heldOn: held.heldOn.toString(), persons: held.names.length });
  await tellOf(q, before, "talk-held", who);
  return needTalk(q, id);
}
export async function drop(q: Queries, id: number, why: string, who: Who): Promise<TalkRecord> {
  const before = await needTalk(q, id);
  if (before.state !== "proposed") closed(before);
  if (!why.trim()) refuse("refuse.drop-reason", { id }, `/measure ${id} drop 已另案处理`);
  await end(q, id, { state: "dropped", endedBy: who.actor, endedWhy: why.trim() });
  await note(q, id, "talk-dropped", who, { why: why.trim() });
  return needTalk(q, id);
}

async function followed(q: Queries, id: number, set: Parameters<typeof setFollowUp>[2]): Promise<void> {
  if (await setFollowUp(q, id, set)) return;
  const { state, followedUpOn } = await needTalk(q, id);
  if (state !== "held") refuse("refuse.follow-up-state", { id, state: { say: `measure.state-${state}` } });
  const by = (await lastActor(q, `talk:${id}`, "follow-up-done")) ?? "";
  refuse("refuse.follow-up-done", { id, who: by, day: { day: followedUpOn ?? "" } });
}
/** Enters what the follow-up (回访) found. */
export async function followUp(q: Queries, id: number, found: string, who: Who): Promise<TalkRecord> {
  await needTalk(q, id);
  if (!found.trim()) refuse("refuse.follow-up-note", { id }, `/measure ${id} follow-up done 整改措施已落实`);
  await followed(q, id, { followedUpOn: who.today.toString(), followUpNote: found.trim() });
  await note(q, id, "follow-up-done", who, { note: found.trim() });
  return needTalk(q, id);
}
export async function planFollowUp(q: Queries, id: number, on: Temporal.PlainDate, who: Who): Promise<TalkRecord> {
  await needTalk(q, id);
  if (Temporal.PlainDate.compare(on, who.today) < 0) refuse("refuse.date-past", { day: { day: on.toString() } });
  await followed(q, id, { followUpOn: on.toString() });
  await note(q, id, "follow-up-planned", who, { on: on.toString() });
  return needTalk(q, id);
}
/** Tells of each follow-up once its day has come, those that came while nobody ticked included; returns how many. */
export async function tellFollowUps(q: Queries, clock: Clock): Promise<number> {
  let told = 0;
  for (const talk of await followUpsDue(q, clock.today().toString())) {
    if (!talk.followUpOn || !(await claimFollowUp(q, talk.id, talk.followUpOn))) continue;
    await tellOf(q, talk, "follow-up-due", { at: clock.now() });
    told++;
  }
  return told;
}

/** In a period: 次 records, 人 different persons, 人次 persons counted at each record. */
export type KindFigures = { records: number; persons: number; attendances: number };
export type AccountabilityFigures = {
  kinds: Record<TalkKind, KindFigures>;
  /** 个 different sites exposed by name. */
  sitesExposed: number;
};
/**
 * Held records by kind, from `from` to `to`: 问责人次 by type of the supervision form (R6). With `siteIds` those about these
 * sites, and those about an organiser of one of them.
 */
export async function accountabilityFigures(
  q: Queries,
  from: string,
  to: string,
  siteIds?: number[] | undefined,
): Promise<AccountabilityFigures> {
  const own = siteIds && new Set(siteIds);
  const owners = new Set(own ? (await allSites(q)).flatMap((one) => (own.has(one.id) ? one.organiserId : null)) : []);
  const seen = ({ siteId, organiserId }: TalkRecord) =>
    !own || (siteId === null ? organiserId !== null && owners.has(organiserId) : own.has(siteId));
  const rows = (await recordsHeld(q, from, to)).filter(seen);
  const figures = (kind: TalkKind): KindFigures => {
    const of = rows.filter((row) => row.kind === kind);
    return {
      records: of.length,
      persons: new Set(of.flatMap(({ names }) => names)).size,
      attendances: of.reduce((sum, { names }) => sum + names.length, 0),
    };
  };
  const exposed = rows.flatMap(({ kind, siteId }) => (kind === "exposure" && siteId !== null ? [siteId] : []));
  return {
    kinds: Object.fromEntries(TALK_KINDS.map((kind) => [kind, figures(kind)])) as Record<TalkKind, KindFigures>,
    sitesExposed: new Set(exposed).size,
  };
}

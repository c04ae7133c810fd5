import { say } from "../src/card.ts";
import { refuse } from "../src/oversight/refusal.ts";
import { mayActEverywhere, type Role, showsUnreviewed } from "../src/oversight/rights.ts";
import { closeRound, correct } from "../src/oversight/rounds/close.ts";
import { abandon, type DrawOrder, draftOf, drawFrom, freeze } from "../src/oversight/rounds/draw.ts";
import { frameRows, listRounds, roundBefore } from "../src/oversight/rounds/lists.ts";
import {
  mayRound,
  needClosed,
  needRound,
  needRounds,
  type RoundRow,
  roundName,
  type Who,
} from "../src/oversight/rounds/rounds.ts";
import { readScoreFile, readScoreTable, readSheet, setScoreTable } from "../src/oversight/rounds/scores.ts";
import { decideSite, replaceSite, scoreSite, startChecking } from "../src/oversight/rounds/sites.ts";
import { viewRound } from "../src/oversight/rounds/status.ts";
import { verify } from "../src/oversight/rounds/verify.ts";
import { layerIn, quotaOf, type RoundWords, readRoundWords, wantedIn } from "../src/oversight/rounds/words.ts";
import { needSite } from "../src/oversight/seek.ts";
import { drawnCard, frameTable, frozenCard, roundsCard, statusCard, verifyCard } from "../src/report/rounds.ts";
import { type Answer, type Command, type Context, split } from "./command.ts";
import { nextCard } from "./review.ts";

const EXAMPLE = "/round draw 2026Q4 ratio=50% min=5";
type Run = (context: Context, read: RoundWords) => Promise<Answer>;

const who = ({ actor, clock }: Context): Who => ({ actor: actor.identity, at: clock.now(), today: clock.today() });
const subject = ({ id }: RoundRow) => `round:${id}`;

/** The round meant, where this person may do this here. */
async function meant(context: Context, read: RoundWords, role: Role, closed = false) {
  const { q } = context;
  const wanted = await wantedIn(q, read);
  await needRounds(q, context, role, wanted);
  return { round: await (closed ? needClosed : needRound)(q, wanted), region: wanted.region };
}
const supervises = ({ rights }: Context, { regionId }: Pick<DrawOrder, "regionId">) =>
  mayRound(rights, "supervisor", { regionId });

async function orderOf(context: Context, read: RoundWords): Promise<DrawOrder & { region: string | undefined }> {
  const { q } = context;
  const layer = await layerIn(q, read);
  await needRounds(q, context, "inspector", layer);
  if (!read.period) return refuse("refuse.round-period", {}, EXAMPLE);
  if (read.rest.length > 0) refuse("refuse.round-words", { words: read.rest }, EXAMPLE);
  const quota = await quotaOf(q, read);
  const { period, reason, options } = read;
  if (!quota) return refuse("refuse.round-quota", { period }, `/round draw ${period} ratio=50%`);
  return { ...layer, period, quota, seed: options.seed, reason, supervisor: supervises(context, layer) };
}

const draft: Run = async (context, read) => {
  const order = await orderOf(context, read);
  const { round } = await freeze(context.q, order, who(context));
  return { card: frozenCard(round, undefined, order.region), subject: subject(round) };
};

/** From the draft that waits for its seed, where nothing else is asked for; else frame and sample in one. */
const drawNow: Run = async (context, read) => {
  const { q } = context;
  const layer = await layerIn(q, read);
  await needRounds(q, context, "inspector", layer);
  const waiting = read.period ? await draftOf(q, { ...layer, period: read.period }) : undefined;
  const drafted = waiting && !(await quotaOf(q, read)) ? waiting : undefined;
  const frozen = drafted ?? (await freeze(q, await orderOf(context, read), who(context)));
  const { round, frame, drawn } = await drawFrom(q, frozen, read.options.seed, who(context));
  const sampled = new Set(drawn.map(({ site }) => site.stratum));
  return {
    before: frozenCard(round, round.seed ?? "", layer.region),
    card: drawnCard({
      ...{ round, region: layer.region, gone: frozen.gone },
      sample: drawn.map(({ site, rank, why }) => ({ ...site, rank, why })),
      withoutCode: frame.filter(({ key, url }) => key === url).length,
      empty: [...new Set(frame.map(({ stratum }) => stratum))].filter((name) => !sampled.has(name)),
    }),
    subject: subject(round),
  };
};

const status: Run = async (context, read) => {
  const { q, clock } = context;
  const { round } = await meant(context, read, "viewer");
  const before = await roundBefore(q, round);
  const view = await viewRound(q, round, clock.today());
  const earlier = before && (await viewRound(q, before, clock.today()));
  return { card: statusCard(view, earlier), subject: subject(round) };
};
const frame: Run = async (context, read) => {
  const { round } = await meant(context, read, "viewer");
  const card = frozenCard(round, round.seed ?? undefined);
  return { card: { ...card, buttons: [], tables: [frameTable(round, await frameRows(context.q, round))] } };
};
const verifyNow: Run = async (context, read) => {
  const { round } = await meant(context, read, "viewer");
  return { card: verifyCard(round, await verify(context.q, round, { seed: read.options.seed })) };
};

const check: Run = async (context, read) => {
  const { round } = await meant(context, read, "inspector");
  const checking = await startChecking(context.q, round, who(context));
  return {
    card: { title: say("round.checking", { round: roundName(checking) }), parts: [] },
    subject: subject(checking),
    job: { kind: "round", data: { roundId: checking.id } },
  };
};
const review: Run = async (context, read) => {
  const { round } = await meant(context, read, "inspector");
  const view = await viewRound(context.q, round, context.clock.today());
  return nextCard(context, new Set(view.sites.map(({ site }) => site.siteId)));
};

/** A site of the round and what follows its name; always with a reason. */
async function siteAnd(context: Context, read: RoundWords, example: (site: string) => string, tail: RegExp) {
  const { q } = context;
  const text = read.rest.join(" ");
  const [, words = text, last = ""] = tail.exec(text) ?? [];
  const site = await needSite(q, words, ({ code, url }) => example(code ?? url));
  return { site, last: last.toLowerCase(), example: example(site.code ?? site.url) };
}
const replace: Run = async (context, read) => {
  const { round } = await meant(context, read, "inspector");
  const given = await siteAnd(context, read, (site) => `/round replace ${site} because 网站已关停`, /^(.*)()$/su);
  if (!read.reason) return refuse("refuse.round-because", {}, given.example);
  const order = { round, site: given.site, reason: read.reason, supervisor: supervises(context, round) };
  const { by, passedOver } = await replaceSite(context.q, order, who(context));
  return {
    card: {
      title: say(by ? "round.replaced" : "round.dropped", { site: given.site.name, by: by?.name ?? "" }),
      parts: [
        { kind: "note", text: say("round.because", { reason: read.reason }) },
        ...(passedOver > 0 ? [{ kind: "note" as const, text: say("round.passed-over", { n: passedOver }) }] : []),
      ],
    },
    subject: subject(round),
  };
};

const RESULTS = { 合格: "pass", 不合格: "fail", 无法判定: "inconclusive", 网站拦截: "declined" } as const;
type Result = (typeof RESULTS)[keyof typeof RESULTS];
const RESULT = /^(.+?)\s+(pass|fail|inconclusive|declined|合格|不合格|无法判定|网站拦截)$/isu;
const resultOf = (word: string): Result | undefined =>
  RESULTS[word as keyof typeof RESULTS] ?? Object.values(RESULTS).find((one) => one === word);

const result: Run = async (context, read) => {
  const { round } = await meant(context, read, "inspector");
  const given = await siteAnd(
    context,
    read,
    (site) => `/round result ${site} pass because 人工核查各项均符合要求`,
    RESULT,
  );
  const to = resultOf(given.last);
  if (!to || !read.reason) return refuse("refuse.round-result", {}, given.example);
  await decideSite(context.q, { round, site: given.site, result: to, reason: read.reason }, who(context));
  const title = say("round.decided", { site: given.site.name, result: say(`round.result-${to}`) });
  return { card: { title, parts: [{ kind: "note", text: say("round.because", { reason: read.reason }) }] } };
};
const correction: Run = async (context, read) => {
  const { round } = await meant(context, read, "supervisor", true);
  const given = await siteAnd(context, read, (site) => `/round correct ${site} pass because 复核有误`, RESULT);
  const to = resultOf(given.last);
  if (!to || to === "declined" || !read.reason) return refuse("refuse.round-result", {}, given.example);
  const { from } = await correct(context.q, { round, site: given.site, to, reason: read.reason }, who(context));
  const [before, after] = [say(`round.result-${from}`), say(`round.result-${to}`)];
  const title = say("round.corrected", { round: roundName(round), site: given.site.name, from: before, to: after });
  return { card: { title, parts: [{ kind: "note", text: say("round.because", { reason: read.reason }) }] } };
};

const score: Run = async (context, read) => {
  const { q } = context;
  const { round } = await meant(context, read, "inspector");
  const table = (await readScoreTable(q)) ?? refuse("refuse.score-none");
  // Items of the table look like strata with whole numbers: both were set apart as `name=n`
  const items = [...Object.entries(read.each).map(([id, n]) => `${id}=${n}`), ...read.rest.slice(1)];
  const example = (site: string) => `/round score ${site} ${table.items[0]?.id ?? ""}=5`;
  const site = await needSite(q, read.rest[0] ?? "", ({ code, url }) => example(code ?? url));
  if (items.length === 0) return refuse("refuse.score-item", { word: "", all: table.items.map(({ id }) => id) });
  const { total, passes } = await scoreSite(q, { round, site, sheet: readSheet(table, items) }, who(context));
  const data = {
    site: site.name,
    score: (total / 100).toFixed(2),
    result: say(passes ? "round.result-pass" : "round.result-fail"),
  };
  return { card: { title: say("round.scored", data), parts: [] } };
};
const scores: Run = async (context, read) => {
  const { q, files, rights } = context;
  if (!/^(?:import|导入)$/i.test(read.rest[0] ?? "")) {
    const table = (await readScoreTable(q)) ?? refuse("refuse.score-none");
    const items = table.items.map(({ id, part, group, name, points }) => ({
      text: say(`round.score-${part}`, { id, group, name, points: String(points / 100) }),
    }));
    return {
      card: {
        title: say("round.score-table", { name: table.name, n: items.length }),
        parts: [{ kind: "list", items }],
      },
    };
  }
  if (!mayActEverywhere(rights, "supervisor")) refuse("refuse.round-role", { role: say("role.supervisor") });
  const [file] = files;
  if (!file) return refuse("refuse.score-missing", {}, "/round scores import");
  const table = await readScoreFile(file.name, file.bytes);
  await setScoreTable(q, table, who(context));
  return { card: { title: say("round.score-table", { name: table.name, n: table.items.length }), parts: [] } };
};

const close: Run = async (context, read) => {
  const { q, clock } = context;
  const { round } = await meant(context, read, "inspector");
  const closed = await closeRound(
    q,
    { round, reason: read.reason, supervisor: supervises(context, round) },
    who(context),
  );
  const before = await roundBefore(q, closed.round);
  const earlier = before && (await viewRound(q, before, clock.today()));
  return { card: statusCard(await viewRound(q, closed.round, clock.today()), earlier), subject: subject(round) };
};
const abandonNow: Run = async (context, read) => {
  const { round } = await meant(context, read, "supervisor");
  if (!read.reason) return refuse("refuse.round-because", {}, `/round abandon ${roundName(round)} because 底册有误`);
  await abandon(context.q, round, read.reason, who(context));
  const title = say("round.abandoned", { round: roundName(round) });
  return { card: { title, parts: [{ kind: "note", text: say("round.because", { reason: read.reason }) }] } };
};
const list: Run = async (context) => {
  const { q, rights, audience } = context;
  if (!showsUnreviewed(audience)) refuse("refuse.not-here");
  const rows = await listRounds(q, ({ regionId }) => mayRound(rights, "viewer", { regionId }));
  return { card: { ...roundsCard(rows), buttons: [{ label: say("button.round-status"), command: "/round status" }] } };
};

const VERBS: readonly [RegExp, Run][] = [
  [/^(?:draft|底册定稿|定底册)$/i, draft],
  [/^(?:draw|抽取|抽签)$/i, drawNow],
  [/^(?:status|状态|进度)$/i, status],
  [/^(?:frame|底册)$/i, frame],
  [/^(?:verify|验证)$/i, verifyNow],
  [/^(?:check|检查)$/i, check],
  [/^(?:review|复核)$/i, review],
  [/^(?:replace|替换)$/i, replace],
  [/^(?:result|判定)$/i, result],
  [/^(?:score|评分)$/i, score],
  [/^(?:scores|评分表)$/i, scores],
  [/^(?:close|结束)$/i, close],
  [/^(?:correct|更正)$/i, correction],
  [/^(?:abandon|作废)$/i, abandonNow],
];

export const round: Command = {
  meta: {
    name: "round",
    aliases: ["抽查"],
    usage: {
      "zh-CN":
        "[draw <时期> ratio=50% | quota <地区>=5 … | total=579 [min=5] [by=类别×地区] [seed=…] [region=<市州自查>] [because <重抽原因>] | draft … | status | frame | verify | check | review | replace <网站> because <原因> | result <网站> 合格 because <原因> | score <网站> <条目>=<分> … | scores [import] | close [because <原因>] | correct <网站> 合格 because <原因> | abandon because <原因>] [2026Q4[#2]]",
      en: "[draw <period> ratio=50% | quota <region>=5 … | total=579 [min=5] [by=kind-region] [seed=…] [region=<self-check>] [because <why again>] | draft … | status | frame | verify | check | review | replace <site> because <reason> | result <site> pass because <reason> | score <site> <item>=<points> … | scores [import] | close [because <reason>] | correct <site> pass because <reason> | abandon because <reason>] [2026Q4[#2]]",
    },
    summary: {
      "zh-CN": "抽查：定底册、抽样、检查、复核、结束与更正",
      en: "Spot-check rounds: frame, draw, check, review, close and correct",
    },
    example: EXAMPLE,
    role: "viewer",
    files: "supervisor",
  },
  async run(context) {
    const [verb = "", ...words] = split(context.words);
    const read = readRoundWords(words, context.clock.today());
    if (!verb) return list(context, read);
    const run = VERBS.find(([form]) => form.test(verb))?.[1];
    return run ? run(context, read) : refuse("refuse.round-verb", { word: verb }, EXAMPLE);
  },
};

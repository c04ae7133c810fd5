import { type Card, more, type Part, say } from "../src/card.ts";
import { planMove, readMoves } from "../src/oversight/campaign.ts";
import { readDeadline } from "../src/oversight/deadline.ts";
import { filteredFindings, history, lastVisit, listSites } from "../src/oversight/lookup.ts";
import { refuse } from "../src/oversight/refusal.ts";
import { applyImport, changeStatus, type Plan, planCounts, planImport } from "../src/oversight/registry.ts";
import { readRegistryFile, STATUS_NAMES } from "../src/oversight/registry-file.ts";
import { mayActEverywhere, needActing, showsUnreviewed, visibleSites } from "../src/oversight/rights.ts";
import { likeness, needSite } from "../src/oversight/seek.ts";
import { readCalendar } from "../src/oversight/working-days.ts";
import { caseButtons, findingItem, SHOWN, siteFields } from "../src/report/findings.ts";
import { importParts } from "../src/report/registry.ts";
import type { Answer, Command, Context } from "./command.ts";

async function show({ q, words, shown, rights, audience, place }: Context, given: string): Promise<Answer> {
  const visible = await visibleSites(q, rights, audience);
  const site = await needSite(
    q,
    given || (place.siteId === undefined ? "" : String(place.siteId)) || words,
    (one) => `/sites show ${one.code ?? one.url}`,
  );
  if (visible && !visible.includes(site.id)) refuse("refuse.not-yours", { name: site.name });
  const open = await filteredFindings(
    q,
    { siteIds: [site.id], state: "open", ...(showsUnreviewed(audience) ? {} : { review: "confirmed" as const }) },
    SHOWN,
  );
  const visit = await lastVisit(q, site.id);
  const past = (await history(q, site.id)).filter(({ until }) => until !== null);
  const parts: Part[] = [siteFields(site)];
  if (visit)
    parts.push({
      kind: "note",
      text: say("site.visited", { at: { at: visit.at.toString() }, outcome: say(`outcome-short.${visit.outcome}`) }),
    });
  if (open.length > 0) parts.push({ kind: "list", items: open.map((row) => findingItem(row, shown)) });
  for (const row of past.slice(-5))
    parts.push({
      kind: "note",
      text: say("site.history", {
        field: say(`field.${row.field}`),
        value: row.value ?? "—",
        until: { at: row.until?.toString() ?? "" },
      }),
    });
  return {
    card: { title: site.name, parts, buttons: caseButtons(open) },
    subject: `site:${site.id}`,
    findingIds: open.map(({ id }) => id),
  };
}

async function importFile(context: Context, dry: boolean): Promise<Answer> {
  const { q, rights, files, actor, clock } = context;
  if (!mayActEverywhere(rights, "admin")) refuse("refuse.role", { role: say("role.admin") });
  const [file] = files;
  if (!file) return refuse("refuse.import-file", {}, "/sites import");
  const read = await readRegistryFile(file.bytes).catch(() => refuse("refuse.import-format", { name: file.name }));
  const plan: Plan = await planImport(q, read);
  if (!dry) await applyImport(q, plan, { actor: actor.identity, at: clock.now() });
  const counts = planCounts(plan);
  return {
    card: {
      title: say(dry ? "import.planned" : "import.done", { name: file.name, ...counts }),
      parts: importParts(plan),
    },
  };
}

async function setStatus({ q, rights, audience, actor, clock }: Context, given: string): Promise<Answer> {
  const [, words = "", wanted = ""] = /^(.*?)\s+(\S+)$/.exec(given) ?? [];
  const status = (Object.keys(STATUS_NAMES) as (keyof typeof STATUS_NAMES)[]).find((name) =>
    STATUS_NAMES[name].includes(wanted),
  );
  if (!status)
    return refuse(
      "refuse.status",
      { given: wanted || "—", all: Object.values(STATUS_NAMES).map(([name]) => name) },
      "/sites status www.yunzhou.gov.cn 临时下线",
    );
  const site = await needSite(q, words, (one) => `/sites status ${one.code ?? one.url} ${wanted}`);
  await needActing(q, { rights, audience }, "supervisor", site);
  await changeStatus(q, site, status, { actor: actor.identity, at: clock.now() });
  return {
    card: {
      title: say("site.status-changed", {
        name: site.name,
        from: say(`status.${site.status}`),
        to: say(`status.${status}`),
      }),
      parts: [],
    },
    subject: `site:${site.id}`,
  };
}

async function move({ q, rights, audience, actor, clock }: Context, given: string): Promise<Answer> {
  const found = /^(.+?)\s+(to|from|改为|原为)\s+([\w.-]+)\s+(?:by|on|自)\s*(.+)$/iu.exec(given);
  const date = found ? readDeadline(found[4] ?? "", clock.today(), await readCalendar(q)) : undefined;
  const [, words = "", way = "", host = ""] = found ?? [];
  if (!found || !date || !URL.canParse(`http://${host}/`) || !host.includes("."))
    return refuse("refuse.move", { words: given }, "/sites move www.yunzhou.cn to www.yunzhou.gov.cn by 2026-12-31");
  const site = await needSite(q, words, (one) => `/sites move ${one.code ?? one.url} ${way} ${host} by 2026-12-31`);
  await needActing(q, { rights, audience }, "supervisor", site);
  const [oldHost, newHost] = /^(?:to|改为)$/i.test(way) ? [site.host, host] : [host, site.host];
  const { noticeFrom, noticeUntil } = await planMove(
    q,
    { site, oldHost, newHost, from: date.day },
    { actor: actor.identity, at: clock.now(), today: clock.today() },
  );
  return {
    card: {
      title: say("move.done", {
        site: site.name,
        oldHost,
        newHost,
        from: { day: noticeFrom },
        until: { day: noticeUntil },
      }),
      parts: [],
    },
    subject: `site:${site.id}`,
  };
}

async function moves({ q, rights, audience }: Context): Promise<Answer> {
  const all = await readMoves(q, await visibleSites(q, rights, audience));
  return {
    card: {
      title: say("move.title", { n: all.length, done: all.filter(({ outcome }) => outcome === "pass").length }),
      parts: [
        {
          kind: "list",
          items: all.slice(0, SHOWN).map(({ site, oldHost, newHost, noticeFrom, noticeUntil, outcome }) => ({
            text: say("move.line", { site: site.name, oldHost, newHost }),
            detail: say(`move.${outcome}`, { from: { day: noticeFrom }, until: { day: noticeUntil } }),
            url: site.url,
          })),
        },
        ...more(all.length, SHOWN),
      ],
    },
  };
}

async function list({ q, rights, audience }: Context, words: string): Promise<Answer> {
  const visible = await visibleSites(q, rights, audience);
  const all = (await listSites(q)).filter(({ id }) => !visible || visible.includes(id));
  const matches = words
    ? all.filter((site) =>
        [site.name, site.url, site.code ?? "", site.region ?? "", site.kind ?? "", site.organiser ?? ""].some((text) =>
          text.includes(words),
        ),
      )
    : all;
  const near =
    matches.length > 0 || !words
      ? []
      : [...all].sort((a, b) => likeness(b.name, words) - likeness(a.name, words)).slice(0, 5);
  const shown = matches.length > 0 ? matches : near;
  const card: Card = {
    title:
      matches.length > 0 || !words
        ? say("sites.title", { n: matches.length, all: all.length })
        : say("sites.near", { words }),
    parts: [
      {
        kind: "list",
        items: shown.slice(0, SHOWN).map((site) => ({
          text: say("sites.line", { name: site.name, code: site.code ?? "—", status: say(`status.${site.status}`) }),
          url: site.url,
        })),
      },
    ],
  };
  card.parts.push(...more(shown.length, SHOWN));
  return { card };
}

export const sites: Command = {
  meta: {
    name: "sites",
    aliases: ["网站"],
    usage: {
      "zh-CN":
        "[关键词] | show <网站> | import [dry]（附文件） | status <网站> <状态> | move <网站> to <新域名> by <日期> | moves",
      en: "[words] | show <site> | import [dry] (file attached) | status <site> <status> | move <site> to <new host> by <date> | moves",
    },
    summary: {
      "zh-CN": "查网站台账，导入台账，变更状态，域名变更",
      en: "Look sites up, import the registry, change a status, plan a change of domain",
    },
    example: "/sites 民政局",
    role: "viewer",
    files: "admin",
  },
  async run(context) {
    const words = context.words.trim();
    const [, verb = "", rest = ""] =
      /^(show|import|status|moves|move|查看|导入|状态|域名变更清单|域名变更)(?:\s+(.*))?$/isu.exec(words) ?? [];
    if (/^(?:show|查看)$/i.test(verb)) return show(context, rest.trim());
    if (/^(?:import|导入)$/i.test(verb)) return importFile(context, /^(?:dry|试)/i.test(rest.trim()));
    if (/^(?:status|状态)$/i.test(verb)) return setStatus(context, rest.trim());
    if (/^(?:moves|域名变更清单)$/i.test(verb)) return moves(context);
    if (/^(?:move|域名变更)$/i.test(verb)) return move(context, rest.trim());
    return list(context, words);
  },
};

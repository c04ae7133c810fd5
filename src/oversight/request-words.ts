/** What people ask for, in their words: the kind, the site, what is to change and why. */
import { type RequestData, type RequestKind, type RequestRow, requestsUnderWay } from "../../db/life.ts";
import type { Queries } from "../../db/open.ts";
import { type SiteRow, siteById } from "../../db/sites.ts";
import { readDeadline } from "./deadline.ts";
import { planOpening } from "./openings.ts";
import { refuse } from "./refusal.ts";
import { type Column, columnOf } from "./registry-file.ts";
import { needSite } from "./seek.ts";
import { addressAt, addressTaken } from "./site-changes.ts";

const VERBS: readonly [RequestKind, RegExp][] = [
  ["open", /^(?:open|开设)/i],
  ["rename", /^(?:rename|更名)/i],
  ["move", /^(?:move|变更域名|域名变更)/i],
  ["merge", /^(?:merge|整合迁移|关停上移)/i],
  ["suspend", /^(?:suspend|临时下线|暂时关停)/i],
  ["close", /^(?:close|永久下线|关停)/i],
];
export const EXAMPLES: Record<RequestKind, string> = {
  open: "/request open http://mzj.yunzhou.gov.cn 云州市民政局网站 主办单位=云州市民政局 because 机构新设",
  rename: "/request rename www.yunzhou.gov.cn to 云州市人民政府门户网站 because 机构改革",
  move: "/request move www.yunzhou.cn to www.yunzhou.gov.cn because 域名规范",
  merge: "/request merge mzj.yunzhou.gov.cn into www.yunzhou.gov.cn because 集约化",
  suspend: "/request suspend www.yunzhou.gov.cn until 2026-12-20 because 系统升级",
  close: "/request close mzj.yunzhou.gov.cn because 机构撤销",
};

/** The kind meant and what follows its name. */
export function readKind(words: string): { kind: RequestKind; rest: string } | undefined {
  for (const [kind, form] of VERBS) {
    const found = form.exec(words.trim());
    if (!found) continue;
    const rest = words.trim().slice(found[0].length);
    if (/^[a-z]/i.test(rest) && /[a-z]$/i.test(found[0])) continue;
    return { kind, rest: rest.trim() };
  }
  return undefined;
}

const BECAUSE = /^(?<body>.*?)(?:[\s,，]+because\s+|[\s,，]*(?:因为|原因[:：]|理由[:：])\s*|\s+因\s*)(?<reason>.+)$/isu;
const FORMS = {
  rename: /^(?<site>.*?)\s*(?:\s(?:to)\s|\s改为|更名为)\s*(?<what>.+)$/isu,
  move: /^(?<site>.*?)\s*\s(?:to\s|改为|变更为|迁至)\s*(?<what>\S+)$/isu,
  merge: /^(?<site>.*?)\s*\s(?:into\s|并入|迁入|迁至)\s*(?<what>.+)$/isu,
  suspend:
    /^(?<site>.*?)(?:\s+(?:from\s|自|从)\s*(?<from>\S.*?))?\s*(?:\s(?:until|till)\s|\s至|\s到|(?<=[日号\d])至)\s*(?<what>\S.*)$/isu,
} as const;
const NAME = 60;

export type Meant = { site: SiteRow | undefined; data: RequestData; reason: string };
export type Setting = { today: Temporal.PlainDate; siteId: number | undefined };

function needDay(words: string, who: string, kind: RequestKind, today: Temporal.PlainDate): Temporal.PlainDate {
  const read = readDeadline(words, today);
  if (!read || words.slice(read.length).trim()) return refuse("refuse.request-day", { words, who }, EXAMPLES[kind]);
  return read.day;
}

/** The site named, or the one that the thread is about. */
async function siteMeant(q: Queries, words: string, kind: RequestKind, place: Setting): Promise<SiteRow> {
  if (!words.trim() && place.siteId !== undefined) {
    const here = await siteById(q, place.siteId);
    if (here) return here;
  }
  return needSite(q, words, (one) =>
    EXAMPLES[kind].replace(/^(\/request \w+ )\S+/, (_, head: string) => `${head}${one.code ?? one.url}`),
  );
}

const MAY_CLOSE = new Set(["running", "exempt", "suspended"]);
const MAY_SUSPEND = new Set(["running", "exempt"]);
function needStatus(site: SiteRow, kind: RequestKind): void {
  const fits =
    kind === "suspend"
      ? MAY_SUSPEND.has(site.status)
      : kind === "close" || kind === "merge"
        ? MAY_CLOSE.has(site.status)
        : site.status !== "closed";
  if (!fits)
    refuse(
      "refuse.request-status",
      { site: site.name, status: { say: `status.${site.status}` }, kind: { say: `request.kind-${kind}` } },
      `/sites show ${site.code ?? site.url}`,
    );
}

async function change(
  q: Queries,
  kind: Exclude<RequestKind, "open">,
  site: SiteRow,
  given: { what: string; from: string | undefined },
  today: Temporal.PlainDate,
): Promise<RequestData> {
  const what = given.what.trim().replace(/^["“](.*)["”]$/u, "$1");
  if (kind === "rename") {
    if (what === site.name || [...what].length > NAME) refuse("refuse.request-name", { name: what }, EXAMPLES.rename);
    return { name: what };
  }
  if (kind === "move") {
    const host = what
      .replace(/^https?:\/\//i, "")
      .replace(/\/$/, "")
      .toLowerCase();
    const valid = /^[\p{L}\p{N}.-]+\.[\p{L}\p{N}-]{2,}$/u.test(host) && URL.canParse(`http://${host}/`);
    const name = valid ? new URL(`http://${host}/`).hostname : "";
    if (!valid || name === site.host) return refuse("refuse.request-host", { words: what }, EXAMPLES.move);
    const url = addressAt(site, name);
    const taken = await addressTaken(q, site.id, url);
    if (taken) refuse("refuse.request-address", { url: url.href, site: taken.name }, EXAMPLES.move);
    return { host: name };
  }
  if (kind === "merge") {
    const target = await needSite(
      q,
      what,
      (one) => `/request merge ${site.code ?? site.url} into ${one.code ?? one.url} because 集约化`,
    );
    if (target.id === site.id || target.status !== "running")
      refuse(
        "refuse.request-target",
        { site: target.name, status: { say: `status.${target.status}` } },
        EXAMPLES.merge,
      );
    return { target: target.id };
  }
  if (kind === "suspend") {
    const until = needDay(what, site.name, kind, today);
    const from = given.from === undefined ? undefined : needDay(given.from, site.name, kind, today);
    const first = from ?? today;
    if (Temporal.PlainDate.compare(first, today) < 0 || Temporal.PlainDate.compare(until, first) <= 0)
      refuse(
        "refuse.request-span",
        { from: { day: first.toString() }, until: { day: until.toString() } },
        EXAMPLES.suspend,
      );
    return { until: until.toString(), ...(from ? { from: from.toString() } : {}) };
  }
  return {};
}

/** `<url> <name> [主办单位=… 类别=… 地区=… 标识码=…]` */
function rowOf(body: string): Partial<Record<Column, string>> {
  const row: Partial<Record<Column, string>> = {};
  const rest: string[] = [];
  for (const [, quoted, word] of body.matchAll(/"([^"]*)"|(\S+)/g)) {
    const [, key = "", value = ""] = quoted === undefined ? (/^([^=＝]+)[=＝](.+)$/u.exec(word ?? "") ?? []) : [];
    const column = key && !key.includes("/") ? columnOf(key) : undefined;
    if (column) row[column] = value;
    else rest.push(quoted ?? word ?? "");
  }
  const [url = "", ...name] = rest;
  return { ...row, url, name: name.join(" ") };
}
async function opening(q: Queries, body: string, organiser: string | undefined): Promise<RequestData> {
  const given = rowOf(body);
  const row = { ...given, ...(given.organiser || !organiser ? {} : { organiser }) };
  const { url } = await planOpening(q, row);
  const asked = (one: RequestRow) => one.kind === "open" && one.data.row?.url === url.href;
  const other = (await requestsUnderWay(q)).find(asked);
  if (other) refuse("refuse.request-asked", { words: url.href, id: other.id }, `/request ${other.id}`);
  return { row: { ...(row as Record<string, string>), url: url.href } };
}

/** `organiser`: whose site a new one is where nothing else is said. */
export async function readRequest(
  q: Queries,
  { kind, rest }: { kind: RequestKind; rest: string },
  place: Setting & { organiser: string | undefined },
): Promise<Meant> {
  // A leading blank stands for the site that the thread is about
  const said = BECAUSE.exec(` ${rest}`)?.groups;
  const body = said?.body ?? ` ${rest}`;
  const reason = (said?.reason ?? "").trim();
  const form = kind === "open" || kind === "close" ? undefined : FORMS[kind].exec(body)?.groups;
  if (kind === "open" ? !body.trim() : kind !== "close" && !form)
    refuse("refuse.request-form", { words: rest, kind: { say: `request.kind-${kind}` } }, EXAMPLES[kind]);
  if (!reason) refuse("refuse.request-reason", { kind: { say: `request.kind-${kind}` } }, EXAMPLES[kind]);
  if (kind === "open") return { site: undefined, data: await opening(q, body, place.organiser), reason };
  const site = await siteMeant(q, (form?.site ?? body).trim(), kind, place);
  needStatus(site, kind);
  const data = await change(q, kind, site, { what: form?.what ?? "", from: form?.from }, place.today);
  return { site, data, reason };
}

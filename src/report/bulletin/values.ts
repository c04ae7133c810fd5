/** The figures of a period as the places of the template. */
import { type Figures, field, type Known } from "../../oversight/bulletin/figures.ts";
import { judged, outsideOf } from "../../oversight/bulletin/misfits.ts";
import { allPassed, ratioOf } from "../../oversight/bulletin/shares.ts";
import { readPeriod } from "../../oversight/period.ts";
import { hanDay, hanNumber } from "./han.ts";
import { flagHeld, type Held, itemsHeld, numberHeld, textHeld, type Values } from "./held.ts";
import type { Name } from "./names.ts";

/** The document on check indicators (国办秘函〔2019〕19号) is of 2019-04-01: no earlier bulletin can cite it. */
const INDICATORS_SINCE = "2019-04-01";

/** Sentences of the template go on after what people wrote. */
const open = (text: string) => text.trim().replace(/[。；;，,、\s]+$/u, "");

export type Told = {
  period: string;
  before: string | undefined;
  area: string;
  regions: string;
  departments: string;
  /** Numbers of the annexes that there are. */
  annexes: { effective?: string; regions?: string; failed?: string };
  day: string;
};

const kinds = (
  list: { kind: string; n: number }[] | undefined,
  figure: "running" | "heldToAccount" | "others",
  path: string,
  unit?: string,
) =>
  list?.map(({ kind, n }, i) => ({
    类别: textHeld(kind),
    数量: numberHeld(n, figure, `${path}[${i}].n`),
    ...(unit === undefined ? {} : { 单位: textHeld(unit) }),
  }));

const timesOf = (byKind: { n: number }[] | undefined) =>
  byKind && byKind.length > 0 ? byKind.reduce((sum, { n }) => sum + n, 0) : undefined;

function problems({ problems: groups = [] }: Known): Values[] {
  return groups.map((group, i) => ({
    序数: textHeld(hanNumber(i + 1)),
    问题: textHeld(open(group.type)),
    数量: numberHeld(group.count, "problems", `problems[${i}].count`),
    举例: itemsHeld(
      "举例",
      group.examples?.map(({ site, what }) => ({ 网站: textHeld(site), 情况: textHeld(open(what)) })),
    ),
  }));
}
function others({ others: list = [] }: Known): Values[] {
  return list.map(({ name, unit, running, sampled, failed, byKind }, i) => {
    const at = `others[${i}]`;
    const share = (
      part: number | undefined,
      whole: number | undefined,
      share: "sampled" | "passed",
      of: string,
    ): Held | undefined =>
      part === undefined || !whole
        ? undefined
        : { as: "share", ratio: { part, whole }, share, from: { figure: "others", path: at }, of };
    return {
      名称: textHeld(name),
      单位: textHeld(unit),
      运行数: numberHeld(running, "others", `${at}.running`),
      构成: itemsHeld("构成", kinds(byKind, "others", `${at}.byKind`, unit)),
      抽查数: numberHeld(sampled, "others", `${at}.sampled`),
      抽查比例: share(sampled, running, "sampled", `${at}.sampled / ${at}.running`),
      不合格数: numberHeld(failed, "others", `${at}.failed`),
      合格率: share(
        sampled === undefined || failed === undefined ? undefined : sampled - failed,
        sampled,
        "passed",
        `(${at}.sampled - ${at}.failed) / ${at}.sampled`,
      ),
      "若:运行与抽查皆有": flagHeld(running !== undefined && sampled !== undefined),
    };
  });
}

/** What each share is made of, in the names of the figures file. */
export function formula(figures: Known, share: string): string {
  const outside = figures.check && outsideOf(figures.check) > 0 ? " - check.outside" : "";
  const formulas: Record<string, string> = {
    sampled: `check.sampled / ${figures.check?.frame === undefined ? field("running.total") : field("check.frame")}`,
    passed: `(check.sampled${outside} - check.failed) / (check.sampled${outside})`,
    carriedOver: "(check.carriedOver.n - check.carriedOver.failing) / check.carriedOver.n",
    selfPassed: "(selfChecks.sampled - selfChecks.failed) / selfChecks.sampled",
    onTime: "messages.onTime / messages.handled",
    closed: "messages.closed / messages.handled",
  };
  return formulas[share] ?? share;
}

export function valuesOf(figures: Figures, told: Told): Record<Name, Held | undefined> {
  const { running, check, selfChecks, messages, exposed, heldToAccount, previous, office } = figures;
  const outside = check ? outsideOf(check) : 0;
  const passed = allPassed(figures);
  const share = (
    name: Parameters<typeof ratioOf>[1],
    figure: "check" | "selfChecks" | "messages",
  ): Held | undefined => {
    const ratio = ratioOf(figures, name);
    return ratio && { as: "share", ratio, share: name, from: { figure, path: name }, of: formula(figures, name) };
  };
  const change = (name: "sampled" | "passed"): Held | undefined => {
    const now = ratioOf(figures, name);
    const before = previous && ratioOf(previous, name);
    return now && before && { as: "change", now, before, from: { figure: "check", path: name } };
  };
  const allGood = check?.failed === 0 && check.sampled > 0;
  const lastDay = readPeriod(figures.period, Temporal.PlainDate.from("2000-01-01"))?.to.toString() ?? "";
  return {
    机关: textHeld(office),
    时期: textHeld(told.period),
    上期: textHeld(told.before),
    范围: textHeld(told.area),
    截至: textHeld(figures.basisDay && hanDay(figures.basisDay)),
    主送机关: textHeld(figures.addressees),
    成文日期: textHeld(hanDay(told.day)),
    地区称谓: textHeld(told.regions),
    部门称谓: textHeld(told.departments),
    运行总数: numberHeld(running?.total, "running", "running.total"),
    网站构成: itemsHeld("网站构成", kinds(running?.byKind, "running", "running.byKind")),
    抽查数: numberHeld(check?.sampled, "check", "check.sampled"),
    抽查基数: numberHeld(check?.frame, "check", "check.frame"),
    抽查比例: share("sampled", "check"),
    抽查比例变化: change("sampled"),
    不合格数: numberHeld(check?.failed, "check", "check.failed"),
    合格数: numberHeld(
      check?.failed === undefined ? undefined : judged(check) - check.failed,
      "check",
      outside > 0 ? "check.sampled - check.outside - check.failed" : "check.sampled - check.failed",
    ),
    合格率: share("passed", "check"),
    合格率变化: change("passed"),
    未计入数: numberHeld(check && outside, "check", "check.outside"),
    存疑数: numberHeld(check?.outside?.inconclusive, "check", "check.outside.inconclusive"),
    拒访数: numberHeld(check?.outside?.declined, "check", "check.outside.declined"),
    复查数: numberHeld(check?.carriedOver?.n || undefined, "check", "check.carriedOver.n"),
    复查不合格数: numberHeld(check?.carriedOver?.failing, "check", "check.carriedOver.failing"),
    复查合格率: share("carriedOver", "check"),
    全部合格地区数: numberHeld(
      passed?.n,
      "check",
      passed?.by === "counts" ? field("check.regions") : field("check.allPassed.n"),
    ),
    全部合格代表: textHeld((passed?.n ?? 0) > 1 ? passed?.names[0] : undefined),
    自查数: numberHeld(selfChecks?.sampled, "selfChecks", "selfChecks.sampled"),
    自查不合格数: numberHeld(selfChecks?.failed, "selfChecks", "selfChecks.failed"),
    自查合格率: share("selfPassed", "selfChecks"),
    留言数: numberHeld(messages?.handled, "messages", "messages.handled"),
    按时办结数: numberHeld(messages?.onTime, "messages", "messages.onTime"),
    按时办结率: share("onTime", "messages"),
    办结数: numberHeld(messages?.closed, "messages", "messages.closed"),
    办结率: share("closed", "messages"),
    曝光数: numberHeld(exposed?.n, "exposed", "exposed.n"),
    问责人数: numberHeld(heldToAccount?.persons, "heldToAccount", "heldToAccount.persons"),
    问责人次: numberHeld(
      heldToAccount?.records ?? (heldToAccount?.persons === undefined ? timesOf(heldToAccount?.byKind) : undefined),
      "heldToAccount",
      heldToAccount?.records === undefined ? field("heldToAccount.byKind") : field("heldToAccount.records"),
    ),
    问责构成: itemsHeld("问责构成", kinds(heldToAccount?.byKind, "heldToAccount", "heldToAccount.byKind")),
    "段落:主要问题": itemsHeld("主要问题", problems(figures)),
    "段落:其他检查": itemsHeld("其他检查", others(figures)),
    "段落:期限": itemsHeld(
      "期限",
      figures.deadlines?.map(({ what, day }) => ({
        日期: textHeld(hanDay(day)),
        事项: textHeld(open(what)),
        机关: textHeld(office),
      })),
    ),
    "段落:补充": itemsHeld(
      "补充",
      figures.remarks?.map((text) => ({ 内容: textHeld(text) })),
    ),
    "附件:成效明显": textHeld(told.annexes.effective),
    "附件:抽查情况": textHeld(told.annexes.regions),
    "附件:问题名单": textHeld(told.annexes.failed),
    "若:已有检查指标": flagHeld(lastDay >= INDICATORS_SINCE),
    "若:以运行数为基数": flagHeld(check?.frame === undefined),
    "若:全部合格": flagHeld(allGood && outside === 0),
    "若:有不合格": flagHeld((check?.failed ?? 0) > 0),
    "若:有合格地区": flagHeld((passed?.n ?? 0) > 0),
    "若:有未计入": flagHeld(outside > 0),
    "若:仍有不合格": flagHeld((check?.carriedOver?.failing ?? 0) > 0),
    "若:曝光累计": flagHeld(exposed?.basis === "cumulative"),
    "若:有问责": flagHeld(
      [heldToAccount?.persons, heldToAccount?.records, timesOf(heldToAccount?.byKind)].some((n) => n !== undefined),
    ),
    "若:问责累计": flagHeld(heldToAccount?.basis === "cumulative"),
    "若:问责人数人次皆有": flagHeld(heldToAccount?.persons !== undefined && heldToAccount.records !== undefined),
    "若:有举例": flagHeld(figures.problems?.some(({ examples }) => (examples?.length ?? 0) > 0) ?? false),
  };
}

import { defineCheck, type Finding, finding, judgedPages, notApplicable } from "./check.ts";
import type { Fleet, Page, Term, Terms } from "./evidence.ts";
import { createMatcher, type Matcher } from "./reading/matcher.ts";
import { createNearFinder, outermost, type Slip, slipAt } from "./reading/near.ts";
import { coreName, sentenceAround, shortHash } from "./reading/text.ts";

/** Shorter names are too near to too many words. */
const SHORTEST = 6;
/** Characters shown on either side of a name. */
const AROUND = 24;
const HAN = /^\p{Script=Han}+$/u;
/** One name and another of its kind differ in such characters: 第一小学, 江北区; or are said with and without them. */
const TELLS_APART =
  /[东西南北中上下一二三四五六七八九十新老大小前后左右省市州区县旗盟镇乡村和与及暨的局委厅办部处科所院室会队站馆社团司署]/;
const PLACE = /^(?:\p{Script=Han}{1,8}?[省市州区县旗盟镇乡]+)(?:\p{Script=Han}{1,4}?[省市州区县旗盟镇乡]+)*/u;

/** Words of which the names of offices are made. */
const GENERIC = new Set(
  (
    "人民 民政 政府 办公 公室 办事 事处 机关 事务 管理 监督 服务 中心 委员 员会 总局 联合 合会 协会 人力 资源 社会 保障 发展 改革 信息 工业 " +
    "商业 业和 国有 资产 财政 教育 体育 科学 技术 科技 科协 公安 司法 执法 行政 审批 政务 数据 大数 自然 规划 生态 环境 环保 环卫 住房 城乡 " +
    "建设 城市 城管 城建 市政 园林 交通 运输 公路 路政 运管 铁路 航空 邮政 电力 能源 水利 水务 水产 水文 农业 农村 乡村 振兴 农牧 农垦 农林 " +
    "农水 农机 农经 畜牧 渔业 渔政 海洋 海事 海关 港务 港航 航务 林业 林草 草原 商务 商贸 经贸 经济 经信 工信 外贸 招商 投资 促进 文化 文体 " +
    "文旅 文广 文物 文教 教体 教科 科教 旅游 广播 电视 广电 新闻 出版 卫生 健康 卫健 计生 疾控 疾病 预防 控制 中医 血防 医疗 医保 医院 " +
    "退役 军人 应急 消防 安全 生产 安监 审计 统计 市场 市监 质量 质监 食品 药品 药监 食药 工商 税务 国税 地税 财税 金融 物价 价格 粮食 " +
    "物资 储备 供销 烟草 盐务 盐业 国资 信访 外事 外办 侨务 侨联 侨办 台办 编办 机构 编制 机要 保密 档案 史志 方志 党史 地方 扶贫 移民 " +
    "老龄 老干 残疾 残联 妇女 妇联 儿童 青年 少年 工会 总工 团委 红十 慈善 就业 社保 人社 公积 积金 房管 房产 房地 地产 土地 国土 地质 地矿 " +
    "地震 气象 测绘 勘测 设计 民族 宗教 民宗 统战 宣传 组织 网信 政法 政协 政研 研究 督查 监察 检察 察院 法院 法制 法治 纪委 监委 党校 学院 " +
    "学校 人防 防空 国防 动员 武装 边防 边检 国安 综合 开发 公共 交易 采购 招标 投标 热线 便民 街道 社区 园区 经开 高新 保税"
  ).split(" "),
);

const words = new Intl.Segmenter("zh", { granularity: "word" });
/** The characters at these places that stand alone between words, as the parts of a broken word do. */
const someAlone = (text: string, places: readonly number[]) => {
  const segments = words.segment(text);
  return places.some((at) => segments.containing(at)?.segment.length === 1);
};

type Organisers = {
  near: (text: string) => Slip[];
  exact: Matcher<{ text: string }>;
  /** Pairs of characters that registered names have: what they write is no slip. */
  pairs: ReadonlySet<string>;
};
const organisersOf = new WeakMap<Fleet, Organisers>();

function readOrganisers(fleet: Fleet): Organisers {
  const known = organisersOf.get(fleet);
  if (known) return known;
  const names = [...new Set(fleet.organisers.filter((name) => name.length >= SHORTEST && HAN.test(name)))];
  const sites = [...fleet.byHost.values()].map(({ name }) => coreName(name)).filter((name) => name.length >= SHORTEST);
  const exact = [...names, ...sites];
  const pairs = new Set<string>();
  for (const name of exact) for (let i = 1; i < name.length; i++) pairs.add(name.slice(i - 1, i + 1));
  const organisers = {
    near: createNearFinder(names.map((name) => ({ name, fixed: Math.max(1, PLACE.exec(name)?.[0].length ?? 1) }))),
    exact: createMatcher(exact.map((text) => ({ text }))),
    pairs,
  };
  organisersOf.set(fleet, organisers);
  return organisers;
}

/**
 * A word of the kind that names of offices share is broken, and what stands there is no word: 民攻局 for 民政局. Where it
 * is one (财政局) another office is meant; where a proper name differs (红星小学, 红旗小学) nobody can tell.
 */
function breaks(wrong: string, { name, at, kind }: Slip, pairs: ReadonlySet<string>): boolean {
  const isGeneric = (from: number) => GENERIC.has(name.slice(from, from + 2));
  const doubled = kind === "doubled";
  const place = doubled ? at - 1 : at;
  const right = name.slice(place, kind === "swapped" ? at + 2 : place + 1);
  const written = kind === "missing" ? "" : wrong.slice(at, kind === "swapped" ? at + 2 : at + 1);
  if (!HAN.test(right + written) || TELLS_APART.test(right + written)) return false;
  if (kind === "swapped" ? !isGeneric(at) : !isGeneric(place) && !isGeneric(place - 1)) return false;
  if (doubled) return true;
  // The pairs of characters that the slip makes
  const made = kind === "other" ? [at - 1, at] : kind === "swapped" ? [at] : [at - 1];
  if (made.some((from) => GENERIC.has(wrong.slice(from, from + 2)) || pairs.has(wrong.slice(from, from + 2))))
    return false;
  return kind === "swapped" || someAlone(wrong, kind === "other" ? [at] : [at - 1, at]);
}

type Person = { name: string; office: string };
type Persons = {
  offices: Matcher<{ text: string }>;
  byOffice: Map<string, Person[]>;
  exact: Matcher<{ text: string }>;
};
type Words = { persons: Persons; known: readonly string[] };
const wordsOf = new WeakMap<Terms, Words>();

function readTerms(terms: Terms): Words {
  const read = wordsOf.get(terms);
  if (read) return read;
  const all = terms.terms
    .filter(({ kind, text, instead }: Term) => kind === "person" && instead && HAN.test(text))
    .map(({ text, instead }): Person => ({ name: text, office: instead ?? "" }));
  // Two characters are too few: another one makes another person
  const byOffice = Map.groupBy(
    all.filter(({ name }) => name.length >= 3 && name.length <= 4),
    ({ office }) => office,
  );
  const persons = {
    offices: createMatcher([...byOffice.keys()].map((text) => ({ text }))),
    byOffice,
    exact: createMatcher(all.map(({ name }) => ({ text: name }))),
  };
  const known = terms.terms.filter(({ kind }) => kind !== "person").map(({ text }) => text);
  const made = { persons, known: [...known, ...terms.quiet] };
  wordsOf.set(terms, made);
  return made;
}

/** How far from the name its office may stand. */
const OFFICE_WITHIN = 6;
/** 副市长 is another office, 原市长 another person's now. */
const OTHER_OFFICE = /(?:副|原|前|时任|代|历任|助理)$/;
const NAME_ENDS =
  /^(?:$|[^\p{Script=Han}]|同志|主持|出席|参加|调研|率|在|赴|到|说|指出|强调|带领|会见|表示|作|讲|宣布|深入|一行|等|和|与|及|为|代表|带队|先后|前往|主任|书记|市长|县长|区长|局长|厅长|省长)/u;
const NAME_BEGINS = /(?:^|[^\p{Script=Han}]|长|记|任|席|员|官|和|与|由|志|导|师|到)$/u;

function nearPersons(text: string, { offices, byOffice, exact }: Persons): (Slip & { office: string })[] {
  const found = new Map<string, Slip & { office: string }>();
  for (const { start: from, end: to, entry } of offices(text)) {
    if (OTHER_OFFICE.test(text.slice(Math.max(0, from - 2), from))) continue;
    for (const { name, office } of byOffice.get(entry.text) ?? [])
      for (let start = Math.max(0, from - OFFICE_WITHIN - name.length - 1); start <= to + OFFICE_WITHIN; start++) {
        const slip = slipOfPerson(text, start, name);
        if (!slip || (slip.start < to && slip.end > from)) continue;
        if (slip.end < from - OFFICE_WITHIN || slip.start > to + OFFICE_WITHIN) continue;
        if (
          (slip.end !== from && !NAME_ENDS.test(text.slice(slip.end, slip.end + 2))) ||
          !NAME_BEGINS.test(text.slice(Math.max(0, slip.start - 1), slip.start))
        )
          continue;
        found.set(`${slip.start} ${slip.end}`, { ...slip, office });
      }
  }
  if (found.size === 0) return [];
  const right = exact(text);
  return [...found.values()].filter((one) => !right.some(({ start, end }) => one.start < end && one.end > start));
}

/** A person's last character may be the wrong one: the office beside it says who is meant. */
function slipOfPerson(text: string, start: number, name: string): Slip | undefined {
  const inner = slipAt(text, start, name);
  // Without a character of it a name is another person's
  if (inner) return inner.kind !== "missing" && HAN.test(text.slice(start, inner.end)) ? inner : undefined;
  const end = start + name.length;
  const last = text[end - 1];
  if (last === undefined || !HAN.test(last) || last === name.at(-1)) return undefined;
  if (text.startsWith(name.slice(0, -1), start)) return { start, end, name, at: name.length - 1, kind: "other" };
  const swapped = name.slice(0, -2) + name.at(-1) + name.at(-2);
  return text.startsWith(swapped, start) ? { start, end, name, at: name.length - 2, kind: "swapped" } : undefined;
}

function inPage(page: Page, organisers: Organisers | undefined, terms: Words | undefined): Finding[] {
  return page.paragraphs.flatMap(({ text, place }) => {
    const fits = (slip: Slip) => {
      const wrong = text.slice(slip.start, slip.end);
      return !terms?.known.some((one) => one.includes(wrong) || one === `${wrong}→${slip.name}`);
    };
    const make = (message: string, slip: Slip, more: Finding["data"] = {}) => {
      const { start, end, name: right } = slip;
      const wrong = text.slice(start, end);
      const excerpt = text.slice(Math.max(0, start - AROUND), end + AROUND);
      const key = `${wrong}→${right}|${shortHash(sentenceAround(text, start, end))}`;
      return finding(message, { wrong, right, ...more }, { url: page.url, place, excerpt }, key);
    };
    const near = organisers?.near(text) ?? [];
    const exact = near.length > 0 ? (organisers?.exact(text) ?? []) : [];
    const slips = near.filter((slip) => {
      const { start, end, kind } = slip;
      const registered = exact.some((one) =>
        // A registered name inside the wrong one is what another name begins with, but then nothing may be missing
        one.start >= start && one.end < end
          ? kind === "missing" || kind === "doubled"
          : one.start < end && one.end > start,
      );
      return !registered && organisers && breaks(text.slice(start, end), slip, organisers.pairs) && fits(slip);
    });
    const persons = terms ? nearPersons(text, terms.persons).filter(fits) : [];
    return [
      ...outermost(slips).map((slip) => make("organiser", slip)),
      ...persons.map((slip) => make("person", slip, { office: slip.office })),
    ];
  });
}

export const nearNames = defineCheck({
  meta: {
    id: "near-names",
    version: 1,
    level: "fault",
    scope: "visit",
    when: "each-visit",
    sensitive: false,
    indicators: ["text"],
    automation: "ASSIST",
    title: { "zh-CN": "单位和领导姓名", en: "Names of bodies and leaders" },
    messages: {
      organiser: {
        "zh-CN": "单位名称“{wrong}”疑为“{right}”之误",
        en: "The name “{wrong}” is probably meant as “{right}”",
      },
      person: {
        "zh-CN": "{office}姓名“{wrong}”疑为“{right}”之误",
        en: "The name “{wrong}” ({office}) is probably meant as “{right}”",
      },
    },
  },
  needs: ["page"],
  optional: ["pages", "fleet", "terms"],
  run({ page, pages = [], fleet, terms }) {
    const organisers = fleet && readOrganisers(fleet);
    const words = terms && readTerms(terms);
    if (!fleet?.organisers.length && !words?.persons.byOffice.size) return notApplicable("no-names");
    const all = [page, ...pages];
    const unlooked = [...(fleet ? [] : ["organiser"]), ...(terms ? [] : ["person"])];
    const found = all.flatMap((one) => inPage(one, organisers, words));
    return { ...judgedPages(found, all), unlooked };
  },
});

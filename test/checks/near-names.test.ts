import fc from "fast-check";
import { expect, test } from "vitest";
import type { Fleet, Term, Terms } from "../../checks/evidence.ts";
import { nearNames } from "../../checks/near-names.ts";
import { createNearFinder, outermost } from "../../checks/reading/near.ts";
import { NOW, pageOf, rulesOf, verdictOf } from "../helpers/judge.ts";

const ORGANISERS = [
  "云州市人民政府",
  "云州市人民政府办公室",
  "云州市民政局",
  "云州市水利局",
  "云州市教育局",
  "云州市教育局机关",
  "云州市江北区市场监督管理局",
  "云州市自然资源和规划局",
  "云州市农业农村局",
  "云州市林业和草原局",
  "云州市中级人民法院",
  "云州市红星小学教育集团",
  "云州市第一高级中学",
  "云州市工商业联合会",
  "云州市财政局国库处理中心",
];
const fleetOf = (...organisers: string[]): Fleet => ({ version: "1", byHost: new Map(), organisers });
const FLEET = fleetOf(...ORGANISERS);
const person = (text: string, instead: string): Term => ({ kind: "person", text, instead, since: null });
const termsOf = (...terms: Term[]): Terms => ({ version: "1", terms, quiet: [] });
const TERMS = termsOf(person("王小明", "市长"), person("李建国", "市委书记"), person("张伟", "副市长"));

const found = (text: string, terms: Terms = TERMS, fleet = FLEET): string[] => {
  const page = pageOf(`<p>${text}</p>`);
  const verdict = nearNames.run({ page, fleet, terms } as never, rulesOf(), NOW);
  return verdict.outcome === "fail" ? verdict.findings.map(({ data }) => `${data.wrong}→${data.right}`) : [];
};

test.each([
  ["wrong", "由云州市民攻局负责", ["云州市民攻局→云州市民政局"]],
  [
    "wrong, in a long name",
    "云州市江北区市场监督官理局发布",
    ["云州市江北区市场监督官理局→云州市江北区市场监督管理局"],
  ],
  ["the longest name says it", "云州市人民正府办公室印发", ["云州市人民正府办公室→云州市人民政府办公室"]],
  ["behind a registered name", "云州市人民政府办工室印发", ["云州市人民政府办工室→云州市人民政府办公室"]],
  ["missing", "经云州市人民府同意", ["云州市人民府→云州市人民政府"]],
  ["doubled", "云州市教教育局通知", ["云州市教教育局→云州市教育局"]],
  ["swapped", "云州市人民府政办公室", ["云州市人民府政办公室→云州市人民政府办公室"]],
  [
    "swapped across the middle",
    "云州市江北区市场督监管理局",
    ["云州市江北区市场督监管理局→云州市江北区市场监督管理局"],
  ],
])("a name %s", (_, text, expected) => {
  expect(found(text)).toEqual(expected);
});
test.each([
  "云州市人民政府办公室、云州市民政局、云州市水利局",
  "云州市财政局和云州市体育局", // other offices, not in the registry
  "云州市水务局",
  "云州市江南区市场监督管理局，江州市民政局，云洲市民政局",
  "云州市人民政府办公厅",
  "云州市自然资源规划局",
  "云州市教育局关于印发方案的通知",
  "云州市教育局局长讲话",
  "云州市民政工作会议，云州市民政和财政",
  "云州市民政系统",
  "云州市农业局、云州市农村局、云州市林业局",
  "云州市中级人民医院",
  "云州市红旗小学教育集团",
  "云州市第二高级中学",
  "云州市工商联合会",
  "云州民政局",
  "云州市民 政局",
  "云州市民政局办公室、云州市民政局机关党委",
  "云州市教育委机关",
])("no slip: %s", (text) => {
  expect(found(text)).toEqual([]);
});
test("what the office knows, or reviewers dismissed, is none", () => {
  expect(found("云州市民攻局", termsOf({ kind: "allowed", text: "云州市民攻局", instead: null, since: null }))).toEqual(
    [],
  );
  expect(found("云州市民攻局", { ...TERMS, quiet: ["云州市民攻局→云州市民政局"] })).toEqual([]);
});

test.each([
  ["云州市市长王晓明主持会议", ["王晓明→王小明"]],
  ["云州市市长王小民出席", ["王小民→王小明"]],
  ["市长王明小。", ["王明小→王小明"]],
  ["市长：汪小明", ["汪小明→王小明"]],
  ["王小小明市长指出", ["王小小明→王小明"]],
  ["市委书记李建围同志", ["李建围→李建国"]],
])("a leader's name: %s", (text, expected) => {
  expect(found(text)).toEqual(expected);
});
test.each([
  "市长王小明主持会议，副市长张伟出席",
  "王晓明参加比赛", // nobody says that he is the mayor
  "副市长王晓明出席",
  "原市长王晓明",
  "市长王明主持会议",
  "市长王小主持会议",
  "市长王小明明确要求",
  "市长信箱：王晓明建议增加班车",
  "副市长张玮、刘伟出席",
  "市委书记李建、市长赵国强",
])("another person, or none: %s", (text) => {
  expect(found(text)).toEqual([]);
});
const OFFICES = [
  "发展和改革委员会 发展改革委员会 经济和信息化委员会 经济和信息化局 工业和信息化局",
  "教育局 教育体育局 教科体局 科学技术局 科技局 民族宗教事务局 公安局 公证处 民政局",
  "司法局 财政局 人力资源和社会保障局 自然资源局 自然资源和规划局 自然资源与规划局",
  "生态环境局 环境保护局 住房和城乡建设局 住房城乡建设局 城乡规划局 城市管理局",
  "城市管理执法局 城市管理行政执法局 综合行政执法局 交通运输局 交通局 水务局 水利局",
  "水产局 农业局 农业农村局 农牧局 林业局 林业和草原局 园林局 园林绿化局 商务局",
  "商业局 文化局 文化和旅游局 文化广电旅游局 文化体育局 文物局 卫生局 卫生健康局",
  "卫生健康委员会 卫生和计划生育委员会 退役军人事务局 应急管理局 审计局 统计局",
  "外事办公室 侨务办公室 国资委 国有资产监督管理委员会 市场监督管理局 质量技术监督局",
  "食品药品监督管理局 药品监督管理局 体育局 医疗保障局 信访局 政务服务管理局 政务服务局",
  "行政审批局 行政审批服务局 大数据局 大数据管理局 机关事务管理局 机关事务服务中心",
  "扶贫开发局 乡村振兴局 粮食局 粮食和物资储备局 金融局 地方金融监督管理局",
  "地方金融管理局 人民防空办公室 人防办 公共资源交易中心 公积金管理中心",
  "住房公积金管理中心 住房公积金管理委员会 气象局 地震局 税务局 国家税务局 地方税务局",
  "邮政管理局 烟草专卖局 消防救援支队 档案局 档案馆 史志办公室 方志办公室 供销合作社",
  "工商行政管理局 工商业联合会 工商联 总工会 妇女联合会 残疾人联合会 红十字会",
  "科学技术协会 文学艺术界联合会 社会科学界联合会 人民政府 人民政府办公室 人民政府办公厅",
  "人民代表大会 人民法院 人民检察院 人民医院 中级人民法院 高级人民法院 第一人民医院",
  "投资促进局 招商局 招商引资局 投资服务局 口岸办公室 数据局 数据资源管理局 海洋局",
  "海洋与渔业局 海事局 港务局 港航局 公路局 公路管理局 铁路局 民航局 能源局",
  "煤炭管理局 安全生产监督管理局 城建档案馆 房产管理局 房地产管理局 土地储备中心",
  "不动产登记中心 旅游局 新闻出版局 广播电视局 知识产权局 移民局 老龄工作委员会",
  "老干部局",
]
  .join(" ")
  .split(" ");
test("where one office is registered, none of the others is taken for it", () => {
  const text = (after: string) => `<p>${OFFICES.map((office) => `云州市江北区${office}${after}`).join("")}</p>`;
  const pages = ["关于印发通知", "办公室主任", "和有关部门", "、"].map((after) => pageOf(text(after)));
  for (const office of OFFICES)
    for (const page of pages)
      expect
        .soft(verdictOf(nearNames, { page, fleet: fleetOf(`云州市江北区${office}`) }), office)
        .not.toContain("organiser:fault");
});
test("messages and inputs", () => {
  const page = pageOf("<p>云州市民攻局</p><p>云州市民攻局</p><p>市长王晓明。</p>");
  expect(verdictOf(nearNames, { page, fleet: FLEET, terms: TERMS })).toEqual(["organiser:fault", "person:fault"]);
  expect(verdictOf(nearNames, { page, fleet: fleetOf() })).toEqual(["not-applicable"]);
  expect(verdictOf(nearNames, { page })).toEqual(["not-applicable"]);
  expect(verdictOf(nearNames, { page: pageOf("<p>x</p>"), fleet: FLEET })).toEqual(["pass"]);
});

test("every single slip inside a name is found, wherever it stands", () => {
  const char = fc.constantFrom(..."甲乙丙丁戊己庚辛");
  const name = fc
    .uniqueArray(fc.constantFrom(..."甲乙丙丁戊己庚辛壬癸子丑寅卯"), { minLength: 6 })
    .map((chars) => chars.join(""));
  fc.assert(
    fc.property(
      name,
      fc.nat(),
      char,
      fc.string({ unit: char, maxLength: 5 }),
      fc.nat(3),
      (right, n, other, before, way) => {
        const at = 1 + (n % (right.length - 3));
        const [a = "", b = ""] = [right[at], right[at + 1]];
        const made = [other, b + a, "", a + a][way] ?? "";
        const wrong = right.slice(0, at) + made + right.slice(at + (way === 1 ? 2 : 1));
        fc.pre(wrong !== right);
        const text = `${before}、${wrong}、`;
        const slips = createNearFinder([{ name: right, fixed: 1 }])(text);
        expect(slips.map(({ start, end }) => text.slice(start, end))).toContain(wrong);
        expect(outermost(slips).length).toBeGreaterThan(0);
      },
    ),
  );
});

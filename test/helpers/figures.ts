/** The figures of a made-up province's quarter, sized like a real one. */

import type { Figures } from "../../src/oversight/bulletin/figures.ts";
import { readFigures } from "../../src/oversight/bulletin/figures-file.ts";
import { readPeriod } from "../../src/oversight/period.ts";

const REGIONS = [..."甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌"].map((name) => `${name}市`);
export const FAILED = 7;

export const notice = () => ({
  document: "测试省2018年第四季度台账",
  office: "测试省人民政府办公厅",
  basisDay: "2018-12-11",
  day: "2018-12-19",
  running: {
    total: 1076,
    byKind: [
      { kind: "省直部门网站", n: 69 },
      { kind: "市级政府门户网站", n: 21 },
      { kind: "市级部门网站", n: 801 },
      { kind: "县级政府门户网站", n: 184 },
      { kind: "县级部门网站", n: 1 },
    ],
  },
  check: {
    sampled: 579,
    failed: FAILED,
    allPassed: { n: 19, names: ["甲市"] },
    failedSites: Array.from({ length: FAILED }, (_, i) => ({
      code: `51010000${String(i + 10)}`,
      name: `测试市第${i + 1}局`,
      url: `http://s${i}.ceshi.gov.cn`,
      problems: i % 2 === 0 ? ["首页超过两周未更新"] : ["有严重错别字", "网站标识缺失"],
    })),
  },
  problems: [
    {
      type: "信息发布审核不严",
      count: 12,
      examples: [{ site: "测试市民政局网站", what: "将“机构”错写为“机沟”" }, { what: "“截至”错写为“截止”" }],
    },
    { type: "网站底部信息不全", examples: [{ site: "测试市水务局网站", what: "没有网站标识码和公安备案号" }] },
  ],
  effective: { regions: ["甲市", "乙市"], departments: ["测试省教育厅"] },
  messages: { handled: 998, onTime: 987 },
  exposed: { n: 16, basis: "cumulative" },
  heldToAccount: { persons: 4, basis: "period" },
  printed: { sampled: "53.9%", passed: "98.79%", onTime: "98.9%", sampledChange: "2.14" },
  deadlines: [{ what: "整改和问责情况", day: "2018-12-31" }],
  previous: { period: "2018Q3", printed: { sampled: "51.76%" } },
});
/** The same with a table of 21 regions and the departments, of which two regions have failures. */
export const tabled = () => {
  const given = notice();
  const { allPassed: _, ...check } = given.check;
  return {
    ...given,
    check: {
      ...check,
      outside: { inconclusive: 2, declined: 1 },
      carriedOver: { n: 9, failing: 1 },
      regions: [
        ...REGIONS.map((name, i) => ({
          name,
          as: "region",
          running: 47,
          sampled: 25,
          failed: i === 3 ? 2 : i === 8 ? 3 : 0,
        })),
        { name: "省直部门", as: "department", running: 69, sampled: 40, failed: 2 },
      ],
    },
    selfChecks: { sampled: 2950, failed: 31 },
  };
};

export const periodOf = (words: string) => readPeriod(words, Temporal.PlainDate.from("2019-01-10"))?.name;
export function figuresOf(given: object, period = "2018Q4"): Figures {
  const read = readFigures(Buffer.from(JSON.stringify(given)), period, periodOf);
  if ("faults" in read) throw new Error(JSON.stringify(read.faults));
  return read.figures;
}

/** A figures file: what it may hold, and every fault at once with its path. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readFigures } from "../../src/oversight/bulletin/figures-file.ts";
import { notesOf } from "../../src/oversight/bulletin/shares.ts";
import { figuresOf, notice, periodOf, tabled } from "../helpers/figures.ts";

const faultsOf = (given: unknown, period = "2018Q4") => {
  const read = readFigures(Buffer.from(typeof given === "string" ? given : JSON.stringify(given)), period, periodOf);
  return "faults" in read ? read.faults.map(({ path, reason }) => `${path} ${reason}`) : [];
};

test("what is given is kept, marked as reported and by which document", () => {
  const figures = figuresOf({ ...notice(), period: "2018年第四季度" });
  expect(figures.period).toBe("2018Q4");
  expect(figures.sources?.check).toEqual({ from: "reported", document: "测试省2018年第四季度台账" });
  expect(figures.sources).not.toHaveProperty("selfChecks");
  expect(figures.previous).toMatchObject({ period: "2018Q3", printed: { sampled: "51.76%" } });
});
test("every fault is named with its path, those of sums too", () => {
  const { office: _, ...rest } = notice();
  const given = {
    ...rest,
    period: "2018Q3",
    foo: 1,
    basisDay: "2018-02-30",
    running: { total: -1 },
    check: { sampled: 10, failed: 11, regions: [{ name: "甲市", as: "city", sampled: 1, failed: 2 }, 7] },
    messages: { handled: 5, onTime: 6 },
    exposed: { n: 1.5, basis: "ever" },
    printed: { sampled: 0.539, passedChange: "2.1%" },
    remarks: "x",
    previous: { period: "some time" },
  };
  expect(faultsOf(given).sort()).toEqual(
    [
      "foo unknown",
      "office missing",
      "basisDay day",
      "running.total whole",
      "check.regions[0].as choice",
      "check.regions[1] object",
      "messages.onTime more",
      "exposed.n whole",
      "exposed.basis choice",
      "printed.sampled share",
      "printed.passedChange share",
      "remarks list",
      "period differs",
      "previous.period period",
    ].sort(),
  );
});
test.each<[string, object, string]>([
  ["more failed than sampled", { check: { sampled: 5, failed: 6 } }, "check.failed more"],
  ["more sampled than running", { running: { total: 4 }, check: { sampled: 5 } }, "check.sampled more"],
  ["more sampled than the frame", { check: { sampled: 5, frame: 4 } }, "check.sampled more"],
  ["kinds beyond the total", { running: { total: 4, byKind: [{ kind: "a", n: 5 }] } }, "running.byKind more"],
  [
    "a kind twice",
    {
      running: {
        total: 9,
        byKind: [
          { kind: "a", n: 1 },
          { kind: "a", n: 1 },
        ],
      },
    },
    "running.byKind[1].kind twice",
  ],
  [
    "a failure outside the judged",
    { check: { sampled: 5, failed: 4, outside: { inconclusive: 1, declined: 1 } } },
    "check.failed more",
  ],
  [
    "regions beyond the sample",
    { check: { sampled: 5, failed: 1, regions: [{ name: "a", as: "region", sampled: 6, failed: 2 }] } },
    "check.regions[].sampled more, check.regions[].failed more",
  ],
  [
    "more sites listed than failed",
    { check: { sampled: 5, failed: 0, failedSites: [{ code: "1", name: "x", url: "x.gov.cn", problems: ["y"] }] } },
    "check.failedSites more",
  ],
  ["more on time than closed", { messages: { handled: 9, onTime: 8, closed: 7 } }, "messages.onTime more"],
  [
    "more people than times",
    { heldToAccount: { persons: 3, records: 2, basis: "period" } },
    "heldToAccount.persons more",
  ],
  [
    "more failing than were carried over",
    { check: { sampled: 9, failed: 5, carriedOver: { n: 2, failing: 3 } } },
    "check.carriedOver.failing more",
  ],
  [
    "the period before too",
    { previous: { period: "2018Q3", check: { sampled: 2, failed: 3 } } },
    "previous.check.failed more",
  ],
])("refused: %s", (_, given, fault) => expect(faultsOf({ office: "x", ...given }).join(", ")).toBe(fault));
test("what is not JSON, or not UTF-8, is said", () => {
  expect(faultsOf("{")).toEqual([" json"]);
  expect(faultsOf("[]")).toEqual([" object"]);
});

test("parts that fall short are printed and noted", () => {
  const national = {
    office: "国务院办公厅",
    running: {
      total: 22_206,
      byKind: [
        { kind: "地方", n: 20_000 },
        { kind: "部门", n: 2_205 },
      ],
    },
  };
  expect(notesOf(figuresOf(national))).toEqual([{ kind: "short", of: "kinds", listed: 22_205, all: 22_206 }]);
  expect(notesOf(figuresOf(tabled())).map((note) => ("of" in note ? note.of : note.kind))).toEqual(
    ["sampled", "passed"]
      .map(() => "share-differs")
      .concat("share-printed", "change-printed", "change-differs", "regions-running", "regions-sampled", "outside"),
  );
});
test("a document that contradicts its own table of regions is told so", () => {
  const given = tabled();
  const told = { ...given, printed: {}, check: { ...given.check, allPassed: { n: 20 } } };
  expect(notesOf(figuresOf(told))).toContainEqual({ kind: "all-passed-differs", given: 20, right: 19 });
});

test.each(["README.md", "README.zh-CN.md"])("the example of %s is one", (page) => {
  const [, example = ""] = /```json\n(\{\n {2}"document".*?\n\})\n```/s.exec(readFileSync(page, "utf8")) ?? [];
  const read = readFigures(Buffer.from(example), "2026Q4", periodOf);
  expect("faults" in read ? read.faults : []).toEqual([]);
  // It holds every field there is
  const object = JSON.parse(example);
  expect(Object.keys(object).length).toBe(21);
});

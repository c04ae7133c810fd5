/** The figures of a period from what was loaded and what was counted, and the bulletin and the form that come of them. */

import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { periodFigures } from "../../db/figures.ts";
import { bindChannel } from "../../db/people.ts";
import { holdTalk } from "../../src/oversight/accountability.ts";
import { type Counter, collectFigures, loadFigures, merge } from "../../src/oversight/bulletin/collect.ts";
import { countedWork } from "../../src/oversight/bulletin/counters.ts";
import type { Known } from "../../src/oversight/bulletin/figures.ts";
import { createClock } from "../../src/oversight/clock.ts";
import { readPeriod } from "../../src/oversight/period.ts";
import { shippedTemplate } from "../../src/report/bulletin/template-file.ts";
import { createIssue, readForm } from "../../src/report/bulletin.ts";
import { talkOn, textOf, words } from "../helpers/chat.ts";
import { databases, type TestDb } from "../helpers/databases.ts";
import { figuresOf, notice } from "../helpers/figures.ts";
import { newSite } from "../helpers/rows.ts";

const NOW = Temporal.Instant.from("2019-01-10T02:00:00Z");
const clock = createClock("Asia/Shanghai", () => NOW);
const period = (words: string) => {
  const read = readPeriod(words, clock.today());
  if (!read) throw new Error(words);
  return read;
};
const Q4 = period("2018Q4");
const COUNTED: Known = {
  period: "2018Q4",
  check: { sampled: 600, failed: 6 },
  sources: { check: { from: "counted", query: "round 3" } },
};

test("what was counted comes first, as a whole, and takes the printed shares of the other with it", () => {
  const merged = merge(COUNTED, figuresOf(notice()));
  expect(merged.check).toEqual({ sampled: 600, failed: 6 });
  expect(merged.printed).toEqual({ onTime: "98.9%" });
  expect(merged.running?.total).toBe(1076);
  expect(merged.sources).toMatchObject({ check: { from: "counted" }, running: { from: "reported" } });
});

describe.each(databases)("on %s", (_, open) => {
  let held: TestDb;
  beforeEach(async () => {
    held = await open();
  });
  afterEach(() => held[Symbol.asyncDispose]());
  const load = (given: object, name = "2018Q4") =>
    held.db.tx((tx) => loadFigures(tx, figuresOf(given, name), { actor: "cli", at: NOW }));
  const collect = (counters: Counter[] = []) => collectFigures(held.db, Q4, counters, "本办公厅");

  test("nothing known is nothing; the newest load holds; every load is kept and audited", async () => {
    expect(await collect()).toEqual({ none: true });
    await load(notice());
    await load({ ...notice(), messages: { handled: 10 } });
    expect((await periodFigures(held.db, "2018Q4"))?.loadedBy).toBe("cli");
    expect(await held.db.$count(held.db.t.periodFigures)).toBe(2);
    const found = await collect();
    expect("figures" in found && found.figures.messages).toEqual({ handled: 10 });
    const [first, second] = await held.db.select().from(held.db.t.audit);
    expect([first?.action, second?.data]).toEqual(["figures-loaded", { id: 2, replaces: 1 }]);
  });
  test("the period before comes from its own row, and from the file only what that row lacks", async () => {
    await load({ office: "x", running: { total: 1080 }, check: { sampled: 559, failed: 9 } }, "2018Q3");
    await load(notice());
    const found = await collect();
    const previous = "figures" in found ? found.figures.previous : undefined;
    expect(previous).toMatchObject({ period: "2018Q3", check: { sampled: 559 }, printed: { sampled: "51.76%" } });
    expect(previous).not.toHaveProperty("previous");
  });
  test("figures of two sources that cannot both be true are not printed", async () => {
    await load({ office: "x", running: { total: 500 } });
    expect(await collect([async () => COUNTED])).toEqual({
      faults: [{ path: "check.sampled", reason: "more", given: "600", wanted: "running.total = 500" }],
    });
  });
  test("a period without a record is not one in which nothing happened; with one it is counted", async () => {
    expect(await countedWork(clock)(held.db, Q4)).toBeUndefined();
    const siteId = await newSite(held.db);
    const who = { actor: "t", at: NOW, today: clock.today() };
    const talk = (kind: "talk" | "exposure", names: string[], day: string) =>
      held.db.tx((tx) =>
        holdTalk(
          tx,
          { kind, siteId },
          { heldOn: Temporal.PlainDate.from(day), names, reason: "整改不力", publishedIn: "省政府网站" },
          who,
        ),
      );
    await talk("talk", ["张三", "李四"], "2018-11-05");
    await talk("talk", ["张三"], "2018-12-31");
    await talk("talk", ["王五"], "2019-01-01");
    await talk("exposure", [], "2018-10-01");
    const counted = await countedWork(clock)(held.db, Q4);
    expect(counted?.heldToAccount).toEqual({
      persons: 2,
      records: 3,
      basis: "period",
      byKind: [{ kind: "talk", n: 3 }],
    });
    expect(counted?.exposed).toEqual({ n: 1, basis: "period" });
    expect(counted?.sources?.exposed).toMatchObject({ from: "counted" });
    expect(counted).not.toHaveProperty("messages");
  });
  test("a supervisor of everything gets the draft, in the office's places only", async () => {
    await load(notice());
    const talk = talkOn(held.db, clock);
    await talk.join("terminal:all", "supervisor");
    await talk.join("terminal:viewer", "viewer");
    await talk.join("terminal:region", "supervisor", { scope: "region", scopeId: 1 } as never);
    await bindChannel(held.db, {
      id: "r",
      title: "r",
      audience: "region",
      audienceId: 1,
      locale: null,
      actor: "t",
      boundAt: NOW,
    });
    const text = await talk.ask("terminal:all", "/bulletin 2018Q4", { locale: "zh-CN" });
    expect(text).toMatch(/2018年第四季度通报（稿）已拟就[\s\S]*579 个，抽查比例 53.81%[\s\S]*98.79%[\s\S]*98.9%/);
    expect(text).toContain("579/1076 应为 53.81%");
    expect(await talk.ask("terminal:all", "/bulletin 2018Q4", { channel: "r" })).toBe("refuse.bulletin-here");
    expect(await talk.ask("terminal:region", "/通报 2018Q4")).toBe("refuse.bulletin-here");
    expect(await talk.ask("terminal:viewer", "/bulletin 2018Q4")).toBe("refuse.role");
    expect(await talk.ask("terminal:all", "/bulletin 2018Q1")).toBe("refuse.bulletin-none");
    expect(await talk.ask("terminal:all", "/bulletin soon")).toBe("refuse.period");
  });
  test("the year's form holds the quarters, sums only what is whole, and leaves the rest to people", async () => {
    for (const n of [1, 2, 3])
      await load(
        {
          office: "某省人民政府办公厅",
          running: { total: 1000 + n },
          check: { sampled: 100 * n, failed: n },
          messages: { handled: 10 * n, onTime: 9 * n },
          heldToAccount: { persons: n, records: n, basis: "period", byKind: [{ kind: "约谈", n }] },
        },
        `2018Q${n}`,
      );
    const issue = { ...createIssue("", "/nowhere", words), template: shippedTemplate };
    const rows = async () => {
      const card = await readForm(held.db, period("2018"), clock, issue);
      expect(textOf(card)).toContain("2018");
      return new Map(card.workbooks?.[0]?.sheets[0]?.rows.map(([label, ...cells]) => [String(label), cells]));
    };
    const short = await rows();
    expect(short.get("抽查网站数量（个次）")).toEqual([100, 200, 300, null, null]);
    await load({
      ...notice(),
      heldToAccount: { persons: 4, records: 4, basis: "period", byKind: [{ kind: "通报批评", n: 4 }] },
    });
    const whole = await rows();
    expect(whole.get("正在运行的政府网站数量（个，期末）")).toEqual([1001, 1002, 1003, 1076, 1076]);
    expect(whole.get("抽查网站数量（个次）")).toEqual([100, 200, 300, 579, 1179]);
    expect(whole.get("不合格网站数量（个次）")).toEqual([1, 2, 3, 7, 13]);
    expect(whole.get("合格率")).toEqual(["99.00%", "99.00%", "99.00%", "98.79%", "98.90%"]);
    expect(whole.get("按时办结率")).toEqual(["90.0%", "90.0%", "90.0%", "98.9%", "98.4%"]);
    expect(whole.get("问责人次（人次）")).toEqual([1, 2, 3, 4, 10]);
    expect(whole.get("其中约谈（人次）")).toEqual([1, 2, 3, 0, 6]);
    expect(whole.get("其中通报批评（人次）")).toEqual([0, 0, 0, 4, 4]);
    // Persons of four quarters may be the same four people; exposures were told as of the year so far
    expect(whole.get("问责人数（人）")).toEqual([1, 2, 3, 4, null]);
    expect(whole.get("曝光网站数量（个次）")).toEqual([null, null, null, null, null]);
    expect(whole.get("组织培训次数（次，人工）")).toEqual([null, null, null, null, null]);
  });
});

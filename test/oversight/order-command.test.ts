/** `/order` as people of every side say it: the one who answers for it, a contact, an inspector, a supervisor, a stranger to it. */
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { orderById } from "../../db/orders.ts";
import { bindChannel } from "../../db/people.ts";
import { decideReview } from "../../db/reviews.ts";
import { ensureOrganiser } from "../../db/sites.ts";
import { createClock } from "../../src/oversight/clock.ts";
import { type Talk, talkOn } from "../helpers/chat.ts";
import { databases, type TestDb } from "../helpers/databases.ts";
import { AT, newFinding, newSite, openFinding } from "../helpers/rows.ts";

describe.each(databases)("%s", (_, open) => {
  let held: TestDb;
  let talk: Talk;
  let siteId = 0;
  let ids: number[] = [];
  let now = AT;
  const clock = createClock("Asia/Shanghai", () => now);
  const own = "terminal:own";
  const other = "terminal:other";
  beforeEach(async () => {
    held = await open();
    now = AT;
    talk = talkOn(held.db, clock);
    const bureau = await ensureOrganiser(held.db, "云州市民政局");
    const water = await ensureOrganiser(held.db, "云州市水务局");
    siteId = await newSite(held.db, { name: "云州市民政局网站", organiserId: bureau });
    ids = [];
    for (const key of ["a", "b"]) {
      const id = await openFinding(held.db, newFinding(siteId, key));
      await decideReview(held.db, id, { outcome: "confirmed" });
      ids.push(id);
    }
    await talk.join("t:contact", "contact", { scope: "organiser", scopeId: bureau });
    await talk.join("t:stranger", "contact", { scope: "organiser", scopeId: water });
    await talk.join("t:viewer", "viewer");
    await talk.join("t:inspector", "inspector");
    await talk.join("t:colleague", "inspector");
    await talk.join("t:chief", "supervisor");
    for (const [id, audienceId] of [
      [own, bureau],
      [other, water],
    ] as const)
      await bindChannel(held.db, { id, title: id, audience: "organiser", audienceId, actor: "t", boundAt: AT });
  });
  afterEach(() => held[Symbol.asyncDispose]());
  const assign = (who: string, due = "3个工作日内") =>
    talk.ask("t:inspector", `/assign #${ids[0]} #${ids[1]} ${who} by ${due}`);
  const state = async () => (await orderById(held.db, 1))?.state;

  test("a contact receives, claims, asks for time and appeals; he neither signs nor decides", async () => {
    expect(await assign("云州市民政局")).toContain("Order 1");
    expect(await talk.ask("t:contact", "/order 1", { channel: own })).toMatch(/sent: .*read: not yet/s);
    expect(await talk.ask("t:contact", "/order 1 read", { channel: own })).toContain("received");
    expect(await talk.ask("t:contact", "/order 1 extend 12月20日 because 系统迁移中", { channel: own })).toContain(
      "asked",
    );
    expect(await talk.ask("t:contact", "/order 1 grant")).toBe("refuse.order-supervisor");
    expect(await talk.ask("t:contact", "/order 1 claim 已改", { channel: own })).toContain("re-checked");
    expect(await talk.ask("t:contact", "/order 1 sign although 已改")).toBe("refuse.order-own");
    expect(await state()).toBe("claimed");
  });
  test("nobody else's contact sees it, nor does another organiser's channel show it", async () => {
    await assign("云州市民政局");
    expect(await talk.ask("t:stranger", "/order 1")).toBe("refuse.not-yours");
    expect(await talk.ask("t:inspector", "/order 1", { channel: other })).toBe("refuse.not-here");
    expect(await talk.ask("t:viewer", "/order 1")).toContain("云州市民政局网站");
    expect(await talk.ask("t:viewer", "/order 1 claim x")).toBe("refuse.order-answer");
  });
  test("who is to put it right signs for nobody, least of all himself", async () => {
    await assign("t:colleague");
    await talk.ask("t:colleague", "/order 1 claim 已改");
    expect(await talk.ask("t:colleague", "/order 1 sign although 已改")).toBe("refuse.order-own");
    expect(await talk.ask("t:inspector", "/order 1 sign")).toBe("refuse.sign-open");
    expect(await talk.ask("t:inspector", "/order 1 sign although 现场核实")).toContain("signed");
    expect(await state()).toBe("done");
    expect(await talk.ask("t:inspector", "/order 1 return 又坏了")).toBe("refuse.order-state");
  });
  test("the one who made it grants time, another inspector does not; only a supervisor decides an appeal", async () => {
    await assign("云州市民政局");
    await talk.ask("t:contact", "/order 1 extend 12月20日 because 系统迁移中");
    expect(await talk.ask("t:colleague", "/order 1 grant")).toBe("refuse.order-supervisor");
    expect(await talk.ask("t:inspector", "/order 1 grant 12月10日")).toContain("2026-12-10");
    expect(await talk.ask("t:contact", `/order 1 appeal #${ids[0]} 引用原文`)).toContain("the clock stands");
    expect(await talk.ask("t:inspector", "/order 1 reject 仍可访问")).toBe("refuse.order-supervisor");
    expect(await talk.ask("t:chief", "/order 1 uphold 属实")).toContain("upheld");
    expect(await state()).toBe("open");
  });
  test.each([
    ["/order 9", "refuse.order-unknown"],
    ["/order 1 dance", "refuse.order-verb"],
    ["/order 1 claim", "refuse.order-words"],
    ["/order 1 extend sometime", "refuse.extension-form"],
    ["/order 1 appeal #1", "refuse.reason-missing"],
    ["/order 1 grant", "refuse.extension-none"],
    ["/order 1 uphold 属实", "refuse.appeal-none"],
    ["/order 1 sign", "refuse.sign-open"],
    ["/order claim x", "refuse.which-order-done"],
  ])("%s", async (line, refused) => {
    await assign("云州市民政局");
    const answer = await talk.ask("t:chief", line);
    expect(answer).toBe(refused);
  });
  test("in the thread of its case an order needs no number", async () => {
    await assign("云州市民政局");
    expect(await talk.ask("t:contact", "/order read", { siteId })).toContain("Order 1");
    expect(await talk.ask("t:contact", "整改单 已整改 补挂了标识", { siteId, locale: "zh-CN" })).toContain("正在复查");
  });
  test("a working-day date keeps how it was said; a person who left is told so", async () => {
    await assign("云州市民政局", "3个工作日内");
    expect(await orderById(held.db, 1)).toMatchObject({ workingDays: 3, dueOn: "2026-11-27" });
    await held.db.update(held.db.t.people).set({ leftAt: AT });
    expect(await talk.ask("t:inspector", `/assign #${ids[0]} t:colleague by Friday`)).toMatch(
      /^refuse\.(person|finding)/,
    );
  });
});

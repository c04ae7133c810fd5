/** A finding's life on a real database: opened, seen, cleared, opened again, and what of it is told. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Check, Verdict } from "../../checks/check.ts";
import { defineCheck, finding, judged } from "../../checks/check.ts";
import { findingsOfSite } from "../../db/findings.ts";
import { bindChannel } from "../../db/people.ts";
import { decideReview } from "../../db/reviews.ts";
import { type SiteRow, siteById } from "../../db/sites.ts";
import { applyVerdicts } from "../../src/oversight/findings.ts";
import { databases, type TestDb } from "../helpers/databases.ts";
import { rulesOf } from "../helpers/judge.ts";
import { AT, newSite } from "../helpers/rows.ts";

const meta = (version = 1): Check["meta"] => ({
  id: "site-code",
  version,
  level: "fault",
  scope: "visit",
  when: "each-visit",
  sensitive: false,
  indicators: ["N3"],
  automation: "AUTO",
  title: { "zh-CN": "x", en: "x" },
  messages: { missing: { "zh-CN": "x", en: "x" }, worded: { "zh-CN": "x", en: "x" } },
});
const check = defineCheck({ meta: meta(), needs: [], run: () => ({ outcome: "pass" }) });
const fails = (...keys: string[]): Verdict => judged(keys.map((key) => finding("worded", {}, {}, key)));

describe.each(databases)("%s", (_name, open) => {
  let held: TestDb;
  let site: SiteRow;
  let at = AT;
  beforeAll(async () => {
    held = await open();
    await bindChannel(held.db, { id: "telegram:-1", title: "office", audience: "office", actor: "t", boundAt: AT });
    await bindChannel(held.db, {
      id: "telegram:-2",
      title: "organiser",
      audience: "organiser",
      audienceId: 1,
      actor: "t",
      boundAt: AT,
    });
  });
  afterAll(() => held[Symbol.asyncDispose]());
  beforeEach(async () => {
    at = AT;
    await held.db.delete(held.db.t.outbox);
    const id = await newSite(held.db, { baselineAt: AT });
    site = (await siteById(held.db, id)) as SiteRow;
  });

  const visit = (verdict: Verdict, minutes = 60, more: { baseline?: boolean; check?: Check } = {}) => {
    at = at.add({ minutes });
    const today = at.toZonedDateTimeISO("Asia/Shanghai").toPlainDate().toString();
    return held.db.tx((tx) =>
      applyVerdicts(tx, [{ check: more.check ?? check, verdict, ms: 0 }], {
        site,
        rules: rulesOf(),
        at,
        today,
        evidence: undefined,
        baseline: more.baseline ?? false,
      }),
    );
  };
  const rows = () => findingsOfSite(held.db, site.id);
  const told = async () =>
    (await held.db.select().from(held.db.t.outbox)).map(({ event, channel }) => `${event} ${channel}`);

  test("the same fault again is the same finding, and a new episode after it was gone", async () => {
    await visit(fails("a"));
    await visit(fails("a"));
    expect(await rows()).toMatchObject([{ key: "a", state: "open", episode: 1 }]);
    await visit({ outcome: "pass" });
    expect(await rows()).toMatchObject([{ state: "cleared" }]);
    await visit(fails("a"));
    expect(await rows()).toMatchObject([{ state: "open", episode: 2 }]);
    const episodes = await held.db.select().from(held.db.t.episodes);
    expect(episodes.filter(({ clearedAt }) => clearedAt === null).length).toBeGreaterThan(0);
    // Office channels hear of it; an organiser's channel never of what nobody reviewed
    expect(await told()).toEqual([
      "findings-opened telegram:-1",
      "findings-cleared telegram:-1",
      "findings-opened telegram:-1",
    ]);
  });

  test("inconclusive, not applicable and unread places clear nothing", async () => {
    await visit(fails("a", "b"));
    await visit({ outcome: "inconclusive", reason: "declined" });
    await visit({ outcome: "not-applicable" });
    await visit({ outcome: "pass", unread: "all" });
    await visit({ outcome: "pass", unread: ["a"] });
    expect((await rows()).map(({ key, state }) => `${key} ${state}`)).toEqual(["a open", "b cleared"]);
  });

  test("the first sight of a site is silent", async () => {
    await visit(fails("a"), 60, { baseline: true });
    expect(await told()).toEqual([]);
    await visit(fails("a"));
    expect(await told()).toEqual([]);
  });

  test("up and down all day is told once an hour at most", async () => {
    for (let i = 0; i < 12; i++) await visit(i % 2 === 0 ? fails("a") : { outcome: "pass" }, 10);
    const events = await told();
    expect(events.filter((event) => event.startsWith("findings-opened")).length).toBeLessThanOrEqual(2);
    expect(events.filter((event) => event.startsWith("findings-cleared")).length).toBeLessThanOrEqual(2);
    await visit(fails("a"), 10);
    await visit(fails("a"), 60);
    expect((await told()).at(-1)).toBe("findings-opened telegram:-1");
  });

  test("dismissed, it stays quiet until its day, then asks again", async () => {
    await visit(fails("a"));
    const [row] = await rows();
    await held.db.tx((tx) => decideReview(tx, row?.id ?? 0, { outcome: "dismissed", quietUntil: "2026-12-01" }));
    await visit({ outcome: "pass" });
    await visit(fails("a"));
    expect(await rows()).toMatchObject([{ state: "open", review: "dismissed" }]);
    await visit({ outcome: "pass" });
    await visit(fails("a"), 60 * 24 * 10);
    expect(await rows()).toMatchObject([{ state: "open", review: "unreviewed" }]);
  });

  test("a change of key opens and clears nothing", async () => {
    await visit(fails("old"));
    const next: Check = { ...check, meta: meta(2), oldKeys: () => ["old"] };
    const applied = await visit(fails("new"), 60, { check: next });
    expect(applied).toMatchObject({ opened: [], cleared: [] });
    expect(await rows()).toMatchObject([{ key: "new", state: "open", checkVersion: 2 }]);
  });

  test("excerpts and data are masked before they are stored", async () => {
    const verdict = judged([
      finding("worded", { text: "13812345678" }, { excerpt: "证件号11010519491231002X，电话13812345678" }, "a"),
    ]);
    await visit(verdict);
    const [row] = await rows();
    expect(JSON.stringify(row)).not.toMatch(/11010519491231002X|13812345678/);
  });
});

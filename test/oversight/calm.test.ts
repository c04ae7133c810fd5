/** Windows, mutes and filters on a real database: what waits is told once after the end, and not before. */
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { defineCheck, finding, judged, type Verdict } from "../../checks/check.ts";
import { checks } from "../../checks/index.ts";
import { bindChannel } from "../../db/people.ts";
import { insertKind, kinds, type SiteRow, siteById } from "../../db/sites.ts";
import { readChannel, setFilter } from "../../src/oversight/channels.ts";
import { createClock } from "../../src/oversight/clock.ts";
import { applyVerdicts } from "../../src/oversight/findings.ts";
import { mutedOn, muteTarget, unmuteTarget } from "../../src/oversight/mutes.ts";
import { tell } from "../../src/oversight/news.ts";
import { tellWaited, waits } from "../../src/oversight/waited.ts";
import { announceWindow, finishWindow, needWindow, openWindows } from "../../src/oversight/windows.ts";
import { composeNews, composeStorm } from "../../src/report/news.ts";
import { unitWords } from "../../src/words/merge.ts";
import { createWords } from "../../src/words/say.ts";
import { databases, type TestDb } from "../helpers/databases.ts";
import { rulesOf } from "../helpers/judge.ts";
import { AT, newFinding, newSite, openFinding } from "../helpers/rows.ts";

const check = defineCheck({
  meta: {
    id: "site-code",
    version: 1,
    level: "fault",
    scope: "visit",
    when: "each-visit",
    sensitive: false,
    indicators: ["N3"],
    automation: "AUTO",
    title: { "zh-CN": "x", en: "x" },
    messages: { missing: { "zh-CN": "x", en: "x" } },
  },
  needs: [],
  run: () => ({ outcome: "pass" }),
});
const fails = (...keys: string[]): Verdict => judged(keys.map((key) => finding("missing", {}, {}, key)));
const OFFICE = "telegram:-1";

describe.each(databases)("%s", (_name, open) => {
  let held: TestDb;
  let site: SiteRow;
  let at = AT;
  const clock = createClock("Asia/Shanghai", () => at);
  beforeAll(async () => {
    held = await open();
  });
  afterAll(() => held[Symbol.asyncDispose]());
  beforeEach(async () => {
    const { db } = held;
    at = AT;
    for (const table of [db.t.outbox, db.t.mutes, db.t.windows, db.t.channels]) await db.delete(table);
    await bindChannel(db, { id: OFFICE, title: "office", audience: "office", actor: "t", boundAt: AT });
    site = (await siteById(db, await newSite(db, { baselineAt: AT }))) as SiteRow;
  });

  const visit = (verdict: Verdict, minutes = 30) => {
    at = at.add({ minutes });
    return held.db.tx((tx) =>
      applyVerdicts(tx, [{ check, verdict, ms: 0 }], {
        site,
        rules: rulesOf(),
        at,
        today: clock.dayOf(at),
        evidence: undefined,
        baseline: false,
      }),
    );
  };
  const tick = async (minutes = 1) => {
    at = at.add({ minutes });
    if (await waits(held.db, clock)) await held.db.tx((tx) => tellWaited(tx, clock));
  };
  const told = async (channel = OFFICE) =>
    (await held.db.select().from(held.db.t.outbox))
      .filter((row) => row.channel === channel)
      .sort((a, b) => a.id - b.id)
      .map(({ event, ids }) => `${event} ${ids.length}`);
  const who = () => ({ actor: "telegram:1", at });
  const announce = (hours: number, after = 0) =>
    held.db.tx((tx) =>
      announceWindow(tx, {
        ...who(),
        site,
        from: at.add({ minutes: after * 60 }),
        to: at.add({ minutes: (after + hours) * 60 }),
        reason: "系统升级",
      }),
    );

  test("during a window findings open and count, and what is still open at its end is told then, once", async () => {
    await announce(2);
    const { opened } = await visit(fails("a", "b"));
    expect(opened).toHaveLength(2);
    await visit(fails("a"));
    await tick();
    expect(await told()).toEqual([]);
    await tick(60);
    expect(await told()).toEqual(["findings-opened 1"]);
    await tick();
    await visit(fails("a"), 120);
    await tick();
    expect(await told()).toEqual(["findings-opened 1"]);
  });

  test("what was known and went away in a window is told at its end", async () => {
    await visit(fails("a"));
    await announce(2);
    await visit({ outcome: "pass" });
    expect(await told()).toEqual(["findings-opened 1"]);
    await tick(120);
    await tick();
    expect(await told()).toEqual(["findings-opened 1", "findings-cleared 1"]);
  });

  test("a window to come silences nothing yet; one ended early tells at once; a second one goes on", async () => {
    const later = await announce(2, 10);
    await visit(fails("a"));
    expect(await told()).toEqual(["findings-opened 1"]);
    await held.db.tx((tx) => finishWindow(tx, later, who()));
    const first = await announce(5);
    const second = await announce(3);
    await visit(fails("a", "b"));
    await held.db.tx((tx) => finishWindow(tx, first, who()));
    await tick();
    expect(await told()).toEqual(["findings-opened 1"]);
    await held.db.tx((tx) => finishWindow(tx, second, who()));
    await tick();
    expect(await told()).toEqual(["findings-opened 1", "findings-opened 1"]);
    await expect(held.db.tx((tx) => finishWindow(tx, second, who()))).rejects.toThrow("refuse.window-over");
    await expect(needWindow(held.db, second, at)).rejects.toThrow("refuse.window-over");
    expect(await openWindows(held.db, at, undefined)).toEqual([]);
  });

  test("two ticks at once tell it once", async () => {
    await announce(1);
    await visit(fails("a"));
    at = at.add({ minutes: 60 });
    await Promise.all([1, 2, 3].map(() => held.db.tx((tx) => tellWaited(tx, clock))));
    expect(await told()).toEqual(["findings-opened 1"]);
  });

  test("a window is only for its own site", async () => {
    await announce(2);
    site = (await siteById(held.db, await newSite(held.db, { baselineAt: AT }))) as SiteRow;
    await visit(fails("a"));
    expect(await told()).toEqual(["findings-opened 1"]);
  });

  test("a mute that ends with the fault still open is told once, after its last day", async () => {
    const target = { target: "site" as const, targetId: String(site.id) };
    await held.db.tx((tx) => muteTarget(tx, { ...target, ...who(), until: "2026-11-26" }));
    expect(await mutedOn(held.db, "2026-11-26", undefined)).toMatchObject([{ name: site.name, until: "2026-11-26" }]);
    expect(await mutedOn(held.db, "2026-11-26", [])).toEqual([]);
    await visit(fails("a"));
    await tick(60);
    // 26 November 23:59 in the office's zone, then 27 November 00:01
    at = Temporal.Instant.from("2026-11-26T15:58:00Z");
    await tick();
    expect(await told()).toEqual([]);
    await tick(2);
    await tick();
    expect(await told()).toEqual(["findings-opened 1"]);
  });

  test("a finding's mute taken off is told at the next tick, and taken off only once", async () => {
    const { opened } = await visit(fails("a"), 0);
    await visit({ outcome: "pass" });
    const target = { target: "finding" as const, targetId: String(opened[0]) };
    await held.db.tx((tx) => muteTarget(tx, { ...target, ...who(), until: "2026-12-31" }));
    await visit(fails("a"), 120);
    await tick();
    expect(await told()).toEqual(["findings-opened 1", "findings-cleared 1"]);
    const off = () => held.db.tx((tx) => unmuteTarget(tx, { ...target, ...who(), name: "#1", today: "2026-11-24" }));
    await off();
    await expect(off()).rejects.toThrow("refuse.mute-none");
    await tick();
    expect(await told()).toEqual(["findings-opened 1", "findings-cleared 1", "findings-opened 1"]);
  });

  test("one that goes up and down is not told by the tick before it has lasted", async () => {
    await visit(fails("a"));
    await visit({ outcome: "pass" }, 10);
    await visit(fails("a"), 10);
    await tick(120);
    expect(await told()).toEqual(["findings-opened 1", "findings-cleared 1"]);
  });

  describe("a channel's filter", () => {
    const OTHER = "telegram:-2";
    const news = async (levels: ("veto" | "fault")[], event: "findings-opened" | "order-made" | "talk-held") => {
      const ids: number[] = [];
      for (const [i, level] of levels.entries())
        ids.push(await openFinding(held.db, { ...newFinding(site.id, `f${i}${Math.random()}`), level }));
      await held.db.tx((tx) => tell(tx, { subject: `site:${site.id}`, event, ids, at, site }));
    };
    beforeEach(() => bindChannel(held.db, { id: OTHER, title: "x", audience: "office", actor: "t", boundAt: AT }));
    const only = (filter: Parameters<typeof setFilter>[2]) => held.db.tx((tx) => setFilter(tx, OTHER, filter, who()));

    test("by level narrows what a card tells, never orders and talks", async () => {
      await only({ level: "veto" });
      await news(["fault"], "findings-opened");
      await news(["fault", "veto"], "findings-opened");
      await news(["fault"], "order-made");
      await news([], "talk-held");
      expect(await told(OTHER)).toEqual(["findings-opened 1", "order-made 1", "talk-held 0"]);
      expect(await told()).toEqual(["findings-opened 1", "findings-opened 2", "order-made 1", "talk-held 0"]);
      await only(null);
      await news(["fault"], "findings-opened");
      expect((await told(OTHER)).length).toBe(4);
    });

    test("by region, with what is under it, and by kind; all must hold", async () => {
      const { db } = held;
      const region = async (name: string, parentId: number | null) =>
        (await db.insert(db.t.regions).values({ name, parentId }).returning())[0]?.id ?? 0;
      const city = await region(`云州市${Math.random()}`, null);
      const county = await region(`南屏县${Math.random()}`, city);
      const elsewhere = await region(`海州市${Math.random()}`, null);
      await insertKind(db, { name: "市级部门网站", aliases: ["市直部门"], tier: "city", portal: false });
      const kind = (await kinds(db)).find(({ name }) => name === "市级部门网站")?.id ?? 0;
      const at = async (regionId: number, kindId: number | null) => {
        site = (await siteById(db, await newSite(db, { baselineAt: AT, regionId, kindId }))) as SiteRow;
        await news(["fault"], "findings-opened");
      };
      await only({ regions: [city], kinds: [kind] });
      await at(county, kind);
      await at(county, null);
      await at(elsewhere, kind);
      expect(await told(OTHER)).toEqual(["findings-opened 1"]);
      expect(await readChannel(db, OTHER)).toMatchObject({
        kinds: ["市级部门网站"],
        regions: [expect.stringContaining("云州市")],
      });
      // Bound again, for another language, the channel keeps its filter
      await bindChannel(db, { id: OTHER, title: "x", audience: "office", locale: "en", actor: "t", boundAt: AT });
      await at(elsewhere, kind);
      expect(await told(OTHER)).toEqual(["findings-opened 1"]);
    });
  });

  test("a storm's list is a table in the channel's language, and no cell of it is a formula", async () => {
    const { db } = held;
    const words = createWords(unitWords(checks, []), "Asia/Shanghai");
    const parts = { q: db, clock, shown: { rules: rulesOf(), excerpts: true }, diskFreeGb: async () => 1, words };
    await bindChannel(db, { id: OFFICE, title: "office", audience: "office", locale: "en", actor: "t", boundAt: AT });
    const rows = [];
    for (let i = 0; i < 12; i++) {
      const siteId = await newSite(db, { name: i === 0 ? '=HYPERLINK("x")' : `网站,“${i}”`, code: null });
      const id = await openFinding(db, newFinding(siteId, "k"));
      rows.push({ id: i, channel: OFFICE, subject: `site:${siteId}`, event: "findings-opened", ids: [id] });
    }
    const { card } = await composeStorm(rows, { ...parts, locale: "zh-CN" });
    const text = card.files?.[0]?.text ?? "";
    expect(text.startsWith("\ufeff")).toBe(true);
    const table = parse(text, { bom: true }) as string[][];
    expect(table).toHaveLength(13);
    expect(table[0]).toEqual(["Finding", "Site", "Site code", "Level", "Check", "What", "State", "Since", "Address"]);
    expect(table[1]?.[1]).toBe(`'=HYPERLINK("x")`);
    expect(table[2]?.slice(3, 5)).toEqual(["Fault", words.say({ say: "check.site-code" }, "en")]);
    // A case of its own with more than a card shows says them in the office's language where the channel has none
    await bindChannel(db, { id: OFFICE, title: "office", audience: "office", locale: null, actor: "t", boundAt: AT });
    const ids = [];
    for (let i = 0; i < 11; i++) ids.push(await openFinding(db, newFinding(site.id, `n${i}`)));
    const own = await composeNews(
      [{ id: 1, channel: OFFICE, subject: `site:${site.id}`, event: "findings-opened", ids }],
      {
        ...parts,
        locale: "zh-CN",
      },
    );
    const mine = parse(own.card.files?.[0]?.text ?? "", { bom: true }) as string[][];
    expect(mine[0]?.[0]).toBe("编号");
    expect(mine[1]?.[3]).toBe("问题");
    expect(mine).toHaveLength(12);
  });
});

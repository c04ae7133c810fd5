/** An office with one site on an empty database and a clock of its own, for what netizens report. */
import { afterEach, beforeEach, expect } from "vitest";
import { eq } from "../../db/drizzle.ts";
import type { MessageRow } from "../../db/messages.ts";
import type { Db, Queries } from "../../db/open.ts";
import { bindChannel } from "../../db/people.ts";
import { ensureOrganiser, ensureRegion, siteById } from "../../db/sites.ts";
import { createClock } from "../../src/oversight/clock.ts";
import { receiveMessage } from "../../src/oversight/messages.ts";
import type { TestDb } from "./databases.ts";
import { newSite } from "./rows.ts";

/** The ids that a fresh database gives: the site and its organiser, another organiser, the site's region. */
export const IDS = { siteId: 1, organiserId: 1, other: 2, regionId: 1 };

/** Registers its own hooks: every test of the block finds a fresh office on Tuesday 24 November 2026, 10 o'clock. */
export function messageOffice(open: () => Promise<TestDb>) {
  let opened: TestDb;
  let now = Temporal.Instant.from("2026-11-24T02:00:00Z");
  const clock = createClock("Asia/Shanghai", () => now);
  const at = (text: string): void => {
    now = Temporal.ZonedDateTime.from(`${text}[Asia/Shanghai]`).toInstant();
  };
  const held = {
    get db(): Db {
      return opened.db;
    },
  };
  const tx: Db["tx"] = (fn) => held.db.tx(fn);
  const by = (actor = "telegram:1") => ({ actor, at: clock.now(), today: clock.today() });
  beforeEach(async () => {
    opened = await open();
    at("2026-11-24T10:00");
    const { db } = held;
    const made = {
      regionId: await ensureRegion(db, "云州市", null),
      organiserId: await ensureOrganiser(db, "云州市民政局"),
      other: await ensureOrganiser(db, "云州市教育局"),
    };
    const { regionId, organiserId } = made;
    const siteId = await newSite(db, { regionId, organiserId, name: "云州市民政局网站" });
    expect({ siteId, ...made }).toEqual(IDS);
  });
  afterEach(() => opened[Symbol.asyncDispose]());
  return {
    ...{ held, clock, at, tx, by },
    wait(hours: number): void {
      now = now.add({ hours });
    },
    async receive(text = "首页“办事指南”打不开", siteId = IDS.siteId): Promise<MessageRow> {
      const site = await siteById(held.db, siteId);
      return tx((q) => receiveMessage(q, { site, siteText: site?.name ?? "某网站", text }, by()));
    },
    /** About a site that is not in the registry. */
    receiveOther: (q: Queries): Promise<MessageRow> =>
      receiveMessage(q, { site: undefined, siteText: "www.example.org", text: "页面有错字" }, by()),
    bind: (id: string, audience: "office" | "region" | "organiser", audienceId: number | null): Promise<void> =>
      bindChannel(held.db, { id, title: id, audience, audienceId, locale: null, actor: "t", boundAt: now }),
    /** What was put out for a channel: event and message numbers. */
    async outbox(channel: string): Promise<string[]> {
      const { outbox } = held.db.t;
      const rows = await held.db.select().from(outbox).where(eq(outbox.channel, channel)).orderBy(outbox.id);
      return rows.map(({ event, ids }) => `${event} ${ids.join(",")}`);
    },
  };
}

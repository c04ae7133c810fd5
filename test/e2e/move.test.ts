/** An office outgrows its file: the bot stops, moves, and goes on where it was. As an operator does it, processes and all. */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { setting } from "../../db/office.ts";
import { openDb } from "../../db/open.ts";
import { createClock } from "../../src/oversight/clock.ts";
import { sealAudit } from "../../src/oversight/seals.ts";
import { type Bot, type Office, REGISTRY } from "../helpers/bot.ts";
import { postgresUrl } from "../helpers/databases.ts";
import { newSite } from "../helpers/rows.ts";
import { home, page, type TestSite, testSite } from "../helpers/site.ts";
import { BOSS, GROUP, type TelegramOffice, telegramOffice } from "../helpers/telegram/office.ts";
import type { FakeTelegram } from "../helpers/telegram/telegram.ts";

const FAULTY = page({ body: "<p>各单位要认真学习典型案列，推动工作落实。</p>" });

let duty: TelegramOffice;
let telegram: FakeTelegram;
let site: TestSite;
let place: Office;
let target: Awaited<ReturnType<typeof postgresUrl>>;
let bot: Bot | undefined;
beforeEach(async () => {
  target = await postgresUrl();
  site = await testSite(FAULTY);
  duty = await telegramOffice({
    hosts: `127.0.0.1:${site.port} www.ceshi.gov.cn`,
    registry: REGISTRY,
  });
  ({ telegram, place } = duty);
});
afterEach(async () => {
  await bot?.kill("SIGKILL");
  bot = undefined;
  await duty[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
  await target.drop();
});

const there = () => ({ DATABASE_URL: target.url, DATA_DIR: join(place.folder, "elsewhere") });
const oneLine = (text: string) => text.trim().split("\n").length;
const start = async (env: Record<string, string> = {}) => {
  bot = await duty.start(env);
};
const heard: TelegramOffice["heard"] = (fits, chat) => duty.heard(fits, chat);
const ask = (text: string, fits: RegExp) => {
  telegram.say(BOSS, GROUP, text);
  return heard(fits);
};
async function hashOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}
/** The number under which a card names a fault. */
const fault = (text: string, word: string): number =>
  Number(new RegExp(`#(\\d+) \\[Fault\\][^\\n]*${word}`).exec(text)?.[1]);
const database = () => join(place.folder, "xuncha.db");

test("the bot goes on where it was: seals hold, what waited is said once, numbers go on", async () => {
  await start();
  const first = fault((await ask("/check www.ceshi.gov.cn", /1 finding/)).text, "案列");
  await ask(`/assign #${first} @boss by 2099-12-31`, /Order 1: assigned/);
  await ask("/digest", /Digest of/);
  const refused = await place.run(["migrate-to", target.url]);
  expect([refused.code, oneLine(refused.err)]).toEqual([2, 1]);
  expect(refused.err).toContain("Another bot runs");
  await bot?.kill("SIGTERM");
  bot = undefined;
  home(site, page({ body: "<p>各单位要认真学习典型案列，推动工作再接再励。</p>" }));
  expect((await place.run(["patrol"])).code).toBe(1);

  const seal = await openDb({ url: `file:${database()}` });
  await sealAudit(seal, "2026-11-24", createClock("Asia/Shanghai").now());
  await seal.close();

  const before = await hashOf(database());
  const evidence = (await readdir(join(place.folder, "data", "evidence"), { recursive: true })).filter((name) =>
    name.endsWith(".zst"),
  );
  const moved = await place.run(["migrate-to", target.url]);
  expect(moved).toMatchObject({ code: 0, err: expect.stringContaining("Set DATABASE_URL") });
  expect(oneLine(moved.out)).toBe(1);
  expect(moved.out).toMatch(new RegExp(`^Moved: \\d+ tables, \\d+ rows, ${evidence.length} pieces of evidence`));
  expect(evidence.length).toBeGreaterThan(0);
  expect(await hashOf(database())).toBe(before);
  const again = await place.run(["migrate-to", target.url]);
  expect([again.code, again.out.startsWith("Moved before")]).toEqual([0, true]);

  expect((await place.run(["doctor"], { env: there() })).out).toMatch(/database pg[\s\S]*audit seals hold \([1-9]/);
  await start(there());
  const waited = await heard(/\[Fault\][^\n]*再接再励/);
  const second = fault(waited.text, "再接再励");
  expect(second).toBeGreaterThan(first);
  await ask(`/assign #${second} @boss by 2099-12-30`, /Order 2: assigned/);
  const told = telegram
    .messages(GROUP)
    .map(({ text }) => text)
    .filter((text) => /\[Fault\][^\n]*再接再励/.test(text) && !text.startsWith("Order 2"));
  expect(told.length, told.join("\n---\n")).toBe(1);
  home(site, page({ body: "<p>各单位按步就班推进工作。</p>" }));
  const later = fault((await ask("/check www.ceshi.gov.cn", /\[Fault\][^\n]*按步就班/)).text, "按步就班");
  expect(later).toBeGreaterThan(second);
  expect(telegram.violations).toEqual([]);
});

describe("many rows", () => {
  beforeEach(async () => {
    const db = await openDb({ url: `file:${database()}` });
    await db.tx(async (tx) => {
      const siteId = await newSite(tx);
      for (let i = 0; i < 60; i++)
        await tx.insert(tx.t.articles).values(
          Array.from({ length: 500 }, (_, n) => ({
            siteId,
            url: `http://x/${i}/${n}.html`,
            title: `关于印发《${i}年${n}号文件》的通知`,
            read: { titleHash: "a".repeat(64), bodyHash: "b".repeat(64), date: "2026-11-01" },
            seenOn: "2026-11-24",
          })),
        );
    });
    await db.close();
    const folder = join(place.folder, "data", "evidence", "ab");
    await mkdir(folder, { recursive: true });
    for (let n = 0; n < 40; n++)
      await writeFile(join(folder, `ab${String(n).padStart(62, "0")}.zst`), Buffer.alloc(200_000, n));
  });

  test("killed in the middle: no bot starts on the half, run again it ends the same", async () => {
    const before = await hashOf(database());
    const watch = await openDb({ url: target.url });
    const rowsNow = async () => {
      const state = await setting<{ tables: { articles?: { rows: number } } }>(watch, "move");
      return state?.tables.articles?.rows ?? 0;
    };
    const started = place.launch(["migrate-to", target.url]);
    while ((await rowsNow()) < 2_000 && started.child.exitCode === null)
      await new Promise((resolve) => setTimeout(resolve, 5));
    started.child.kill("SIGKILL");
    expect((await started.exited).code).toBeNull();
    const half = await watch.$count(watch.t.articles);
    expect(half).toBe(await rowsNow());
    expect(half).toBeGreaterThanOrEqual(2_000);
    expect(half).toBeLessThan(30_000);
    const early = await place.run(["start"], { env: there() });
    expect([early.code, oneLine(early.err)]).toEqual([2, 1]);
    expect(early.err).toContain("not finished");

    const on = await place.run(["migrate-to", target.url]);
    expect(on.err).toContain("Set DATABASE_URL");
    expect([on.code, /^Moved: .* 40 pieces of evidence/.test(on.out)]).toEqual([0, true]);
    expect(await watch.$count(watch.t.articles)).toBe(30_000);
    expect(await watch.$count(watch.t.evidenceBodies)).toBe(40);
    await watch.close();
    expect(await hashOf(database())).toBe(before);
    expect((await place.run(["doctor"], { env: there() })).out).toContain("audit seals hold");
  });

  test("a backup of Postgres goes into another Postgres, and back into a file", async () => {
    expect((await place.run(["migrate-to", target.url])).code).toBe(0);
    const put = await place.run(["backup", "o.tar"], { env: there() });
    expect(put).toMatchObject({ code: 0, err: "" });
    expect(put.out).toContain("40 pieces of evidence");
    const stats = (await place.run(["stats", "--json"], { env: there() })).out;
    const other = await postgresUrl();
    const second = { DATABASE_URL: other.url, DATA_DIR: join(place.folder, "second") };
    const back = await place.run(["restore", "o.tar"], { env: second });
    expect([back.code, /40 pieces of evidence; counts and content hashes/.test(back.out)]).toEqual([0, true]);
    expect((await place.run(["stats", "--json"], { env: second })).out).toBe(stats);
    expect((await place.run(["restore", "o.tar"], { env: second })).out).toContain("Moved before");
    expect((await place.run(["restore", "o.tar", "--force"], { env: second })).code).toBe(2);
    expect((await place.run(["doctor"], { env: second })).out).toContain("audit seals hold");
    await other.drop();
    const third = {
      DATABASE_URL: `file:${join(place.folder, "third", "x.db")}`,
      DATA_DIR: join(place.folder, "third"),
    };
    expect((await place.run(["restore", "o.tar"], { env: third })).out).toContain("40 pieces of evidence");
    expect((await place.run(["stats", "--json"], { env: third })).out).toBe(stats);
  });

  test("what cannot be moved is said in one line, exit 2", async () => {
    for (const [args, env, says] of [
      [["migrate-to", "file:other.db"], {}, "postgres://"],
      [["migrate-to", target.url], there(), "from SQLite"],
      [["migrate-to", target.url], { DATABASE_URL: "file:none.db" }, "Cannot read the file"],
      [["migrate-to", "postgres://postgres:geheim@127.0.0.1:1/x"], {}, "the target does not answer"],
    ] as const) {
      const { code, err } = await place.run([...args], { env });
      expect([code, oneLine(err)], err).toEqual([2, 1]);
      expect(err).toContain(says);
      expect(err).not.toContain("geheim");
    }
  });
});

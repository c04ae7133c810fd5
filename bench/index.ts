/** `npm run bench`: what README quotes, as ratios within one run. Machines differ; ratios of one run hold. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { request } from "undici";
import { checks } from "../checks/index.ts";
import { inForce, rulesetOf } from "../checks/rulesets/index.ts";
import { findInLexicon } from "../checks/typos/lexicon.ts";
import { openDb } from "../db/open.ts";
import { wordsOf } from "../src/app.ts";
import { createResolver, parseNetworks } from "../src/collect/address.ts";
import { collectChain } from "../src/collect/chain.ts";
import { createClient } from "../src/collect/client.ts";
import { createLanes } from "../src/collect/lanes.ts";
import { createDigests, judge } from "../src/oversight/judge.ts";
import { applyImport, ensureKinds, planImport } from "../src/oversight/registry.ts";
import { readRegistryFile } from "../src/oversight/registry-file.ts";
import { drawRound } from "../src/oversight/rounds/draw.ts";
import { createPainter } from "../src/report/chart.ts";
import { province } from "../test/helpers/round-office.ts";
import { longLists } from "./page.ts";

const ROUNDS = 7;
const PAGES = 60;
const NATION = 36_916;
const today = Temporal.PlainDate.from("2026-11-24");
const now = { at: Temporal.Instant.from("2026-11-24T02:00:00Z"), today };

const median = (list: number[]) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)] ?? 0;
const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
async function measured(run: () => Promise<unknown>): Promise<number> {
  const each: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const before = cpuMs();
    for (let i = 0; i < PAGES; i++) await run();
    each.push((cpuMs() - before) / PAGES);
  }
  return median(each.slice(1));
}

function homePage(): string {
  return `<!doctype html><html><head><meta charset="utf-8"><title>测试市人民政府</title></head><body>${longLists()}<div id="footer">主办单位：测试市人民政府　网站标识码：5101000001　蜀ICP备10014763号</div></body></html>`;
}

async function pages(): Promise<void> {
  const html = homePage();
  const body = gzipSync(html);
  const server = createServer((_, response) =>
    response.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-encoding": "gzip" }).end(body),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const resolver = createResolver({ networks: parseNetworks("127.0.0.0/8") });
  const lanes = createLanes({ ms: () => performance.now(), sleep: async () => {} }, { factor: 0 });
  const client = createClient(resolver, lanes, "bench");
  const rules = inForce(rulesetOf("2026-11-24"));
  const visits = checks.filter(({ meta }) => meta.when === "each-visit");
  const collect = () => collectChain(client, { url, lane: "probe", limitMs: 5_000, today });

  // The least that any reader of this page must do: fetch it and unpack it
  const raw = await measured(async () => {
    const { body: packed } = await request(url, { headers: { "accept-encoding": "gzip" }, reset: true });
    gunzipSync(Buffer.from(await packed.arrayBuffer()));
  });
  const first = await measured(async () => {
    const { chain, page, tls } = await collect();
    if (!page || !tls) throw new Error("not read");
    for (const check of visits) judge(check, { inputs: { chain, page, tls }, absent: {} }, rules, now);
  });
  const unchanged = await measured(async () => {
    const { chain, page, tls } = await collect();
    if (!page || !tls) throw new Error("not read");
    const digest = createDigests({ inputs: { page, tls }, absent: {} });
    for (const check of visits) digest(check, rules, "2026-11-24");
    void chain;
  });
  server.close();
  console.log(
    `page of ${Math.round(html.length / 1000)} K characters, CPU a page: raw fetch ${raw.toFixed(2)} ms; fetch and judge ${(first / raw).toFixed(1)} x; unchanged ${(unchanged / raw).toFixed(1)} x`,
  );
}

function lexicon(): void {
  const text = "各级各部门要认真贯彻落实会议精神，切实加强组织领导，压实工作责任，确保各项任务按时完成。".repeat(
    20_000,
  );
  findInLexicon(text);
  const before = performance.now();
  findInLexicon(text);
  console.log(`lexicon: ${(Buffer.byteLength(text) / 1e6 / ((performance.now() - before) / 1000)).toFixed(0)} MB/s`);
}

/** From spawn to the line that says ready, on a database with 1,076 sites. */
async function ready(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "xuncha-bench-"));
  const url = `file:${join(folder, "x.db")}`;
  const db = await openDb({ url });
  const rows = Array.from(
    { length: 1076 },
    (_, i) =>
      `51${String(i).padStart(8, "0")},网站${i},http://s${i}.gov.cn/,市级部门网站,甲市,省,单位${i},省厅,正常运行`,
  );
  const file = await readRegistryFile(
    Buffer.from(`网站标识码,网站名称,首页网址,网站类别,地区,上级地区,主办单位,主管单位,状态\n${rows.join("\n")}`),
  );
  await db.tx(async (tx) => {
    await ensureKinds(tx);
    await applyImport(tx, await planImport(tx, file), { actor: "bench", at: now.at });
  });
  await db.close();
  const times: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const started = performance.now();
    const child = spawn(process.execPath, ["src/main.ts", "start"], {
      env: {
        ...process.env,
        DATABASE_URL: url,
        DATA_DIR: folder,
        TELEGRAM_BOT_TOKEN: "1:aaaaaaaaaaaa",
        TELEGRAM_API_ROOT: "http://127.0.0.1:1",
        HOSTS_FILE: "/dev/null",
      },
      stdio: ["ignore", "pipe", "ignore"],
    });
    await new Promise<void>((resolve) => child.stdout?.once("data", () => resolve()));
    times.push(performance.now() - started);
    child.kill("SIGKILL");
    await new Promise((resolve) => child.once("exit", resolve));
  }
  const bare: number[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const started = performance.now();
    const child = spawn(process.execPath, ["-e", "0"], { stdio: "ignore" });
    await new Promise((resolve) => child.once("exit", resolve));
    bare.push(performance.now() - started);
  }
  rmSync(folder, { recursive: true, force: true });
  console.log(
    `ready with 1,076 sites: ${Math.round(median(times))} ms, ${(median(times) / median(bare)).toFixed(1)} x a bare Node`,
  );
}

/** What a picture costs the thread that answers people, against what it costs the thread that draws. */
async function pictures(): Promise<void> {
  const painter = createPainter(wordsOf("Asia/Shanghai"));
  const regions = Array.from({ length: 21 }, (_, i) => `某某市第${i + 1}区`);
  const chart = {
    kind: "bars" as const,
    title: "各地区整改单",
    categories: regions,
    series: ["已办结", "超期"].map((name, n) => ({ name, values: regions.map((_, i) => i * (n + 1)) })),
  };
  const times: number[] = [];
  const before = performance.eventLoopUtilization();
  for (let i = 0; i < ROUNDS; i++) {
    const started = performance.now();
    await painter.paint(chart, "zh-CN");
    times.push(performance.now() - started);
  }
  const { utilization } = performance.eventLoopUtilization(before);
  await painter.close();
  console.log(
    `picture of 42 bars: first ${Math.round(times[0] ?? 0)} ms, then ${Math.round(median(times.slice(1)))} ms in its thread; ours busy ${(100 * utilization).toFixed(1)} % of that`,
  );
}

/** A round of as many sites as a national registry held, from frame to written sample. */
async function rounds(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "xuncha-bench-"));
  const db = await openDb({ url: `file:${join(folder, "x.db")}` });
  const made = await db.tx((tx) => province(tx, NATION));
  const order = { layer: "provincial", regionId: null, quota: { by: "kind-region", ratio: 5_000, min: 0 } } as const;
  const times: number[] = [];
  let sampled = 0;
  for (let i = 0; i < ROUNDS; i++) {
    const started = performance.now();
    const { drawn } = await db.tx((tx) =>
      drawRound(tx, { ...order, period: `${2000 + i}Q4`, supervisor: true }, { actor: "bench", at: now.at, today }),
    );
    times.push(performance.now() - started);
    sampled = drawn.length;
  }
  await db.close();
  rmSync(folder, { recursive: true, force: true });
  console.log(`round: ${sampled} of ${made.length} sites drawn and written in ${Math.round(median(times))} ms`);
}

await pages();
lexicon();
await pictures();
await rounds();
await ready();

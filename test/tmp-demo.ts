import { demoSites } from "/work/main/src/demo/sites.ts";
import { startFleet } from "/work/main/src/demo/serve.ts";
import { parseHosts, parseNetworks, createResolver } from "/work/main/src/collect/address.ts";
import { createLanes } from "/work/main/src/collect/lanes.ts";
import { createClient } from "/work/main/src/collect/client.ts";
import { createLine } from "/work/main/src/collect/line.ts";
import { createCollectors } from "/work/main/src/collect/visit.ts";
import { createRenderer } from "/work/main/src/collect/render.ts";
import { createVisitor } from "/work/main/src/oversight/visit.ts";
import { createClock } from "/work/main/src/oversight/clock.ts";
import { inForce, rulesetOf } from "/work/main/checks/rulesets/index.ts";
import { checks } from "/work/main/checks/index.ts";
const clock = createClock("Asia/Shanghai");
const fleet = await startFleet(clock.today());
const resolver = createResolver({ hosts: parseHosts(fleet.hosts), networks: parseNetworks("127.0.0.0/8") });
const lanes = createLanes({ ms: () => performance.now(), sleep: (ms) => new Promise(r => setTimeout(r, ms)) }, { factor: 0.02 });
const client = createClient(resolver, lanes, "Xuncha");
const collectors = createCollectors({ client, resolver, lanes, line: createLine([], resolver, () => performance.now()), browserPath: "/none", renderer: createRenderer, onPaused() {} });
const visit = createVisitor(collectors, clock);
const rules = inForce(rulesetOf("2026-11-24"), { V2: { values: { limitMs: 2000 } } });
const t0 = performance.now();
await Promise.all(demoSites.map(async (s, i) => {
  const kinds: any = { portal: /门户/.test(s.kind) };
  const v = await visit({ url: s.url, rules, checks, daily: true, secondLook: "at-once",
    known: { site: { id: i, code: s.code, name: s.name, url: s.url, host: new URL(s.url).hostname, organiser: s.organiser, supervisor: s.supervisor, status: "running" }, kind: { name: s.kind, tier: "city", portal: kinds.portal }, names: s.formerNames ?? [], allowances: [], ...(s.campaign ? { campaign: { oldHost: s.campaign.oldHost, newHost: s.campaign.newHost, noticeFrom: s.campaign.noticeBy, noticeUntil: "2027-12-31" } } : {}) },
    memory: { recall: async () => new Map(), note: async () => {} }, pauseBeforeLinks: async () => {} });
  const got = v.judged.filter(j => j.verdict.outcome === "fail").flatMap(j => (j.verdict as any).findings.map((f: any) => `${j.check.meta.id}/${f.message} ${JSON.stringify(f.data)}`));
  const inc = v.judged.filter(j => j.verdict.outcome === "inconclusive").map(j => `${j.check.meta.id}:${(j.verdict as any).reason}`);
  const want = s.defects.map(d => d.check);
  const gotIds = new Set(v.judged.filter(j => j.verdict.outcome === "fail").map(j => j.check.meta.id));
  const miss = want.filter(w => !gotIds.has(w)), extra = [...gotIds].filter(g => !want.includes(g));
  console.log((miss.length || extra.length ? "** " : "ok ") + s.url, "| want", want.join(","), "| miss", miss.join(","), "| extra", extra.join(","), miss.length || extra.length ? "\n   " + got.join("\n   ") + "\n   INC " + inc.join(" ") : "", v.chain.outcome, v.chain.failure ?? "");
}));
console.log(performance.now() - t0);
await collectors.close(); await fleet.close();

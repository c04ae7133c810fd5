/** Reaching sites over real sockets: hops, failures, protections, the guard, caps. */
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { isAllowed, parseHosts, parseNetworks } from "../../src/collect/address.ts";
import { collectChain } from "../../src/collect/chain.ts";
import { createLanes } from "../../src/collect/lanes.ts";
import { collectLinks } from "../../src/collect/links.ts";
import { clientFor, rawServer } from "../helpers/collectors.ts";
import { pageOf, TODAY } from "../helpers/judge.ts";
import { testSite } from "../helpers/site.ts";

const http = (body: string | Buffer, head = "content-type: text/html") =>
  Buffer.concat([
    Buffer.from(`HTTP/1.1 200 OK\r\n${head}\r\ncontent-length: ${body.length}\r\n\r\n`),
    Buffer.from(body),
  ]);
const at = (port: number, name = "www.ceshi.gov.cn") => `127.0.0.1:${port} ${name}`;
const collect = (hosts: string, limitMs = 3_000, url = "http://www.ceshi.gov.cn/") =>
  collectChain(clientFor(hosts).client, { url, lane: "probe", limitMs, today: TODAY });

describe("failures by kind", () => {
  test.each([
    ["an error status", "HTTP/1.1 503 x\r\ncontent-length: 0\r\n\r\n", "http-error"],
    ["no HTTP at all", "SSH-2.0-OpenSSH\r\n", "bad-response"],
    ["a malformed header", "HTTP/1.1 200 OK\r\nbad header\r\n\r\n", "bad-response"],
    ["a chunk that is none", "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n", "bad-response"],
    ["a redirect to nowhere", "HTTP/1.1 302 x\r\nlocation: http://\r\ncontent-length: 0\r\n\r\n", "bad-redirect"],
    ["a picture", "HTTP/1.1 200 OK\r\ncontent-type: image/png\r\ncontent-length: 1\r\n\r\nx", "not-html"],
  ])("%s", async (_, answer, failure) => {
    await using server = await rawServer(answer);
    expect((await collect(at(server.port))).chain).toMatchObject({ outcome: "missed", failure });
  });
  test("a name that nobody has, a closed port, a silent server", async () => {
    expect((await collect("127.0.0.1:1 other.gov.cn")).chain.failure).toBe("dns-not-found");
    expect((await collect(at(1))).chain.failure).toBe("connection-refused");
    await using silent = await rawServer(() => undefined);
    const started = performance.now();
    expect((await collect(at(silent.port), 300)).chain).toMatchObject({ outcome: "missed", failure: "timeout" });
    expect(performance.now() - started).toBeLessThan(5_000);
  });
  test("a redirect loop ends within ten requests", async () => {
    await using server = await rawServer((n) => `HTTP/1.1 302 x\r\nlocation: /${n % 2}\r\ncontent-length: 0\r\n\r\n`);
    expect((await collect(at(server.port))).chain.failure).toBe("redirect-loop");
    await using endless = await rawServer((n) => `HTTP/1.1 302 x\r\nlocation: /${n}\r\ncontent-length: 0\r\n\r\n`);
    expect((await collect(at(endless.port))).chain.failure).toBe("too-many-redirects");
    expect(server.count() + endless.count()).toBeLessThanOrEqual(10);
  });
});

describe("protections are declined, neither up nor down", () => {
  test.each([
    ["加速乐", "HTTP/1.1 521 x\r\nset-cookie: __jsluid_h=abc\r\ncontent-length: 0\r\n\r\n"],
    ["瑞数", "HTTP/1.1 412 x\r\nset-cookie: FSSBBIl1UgzbN7N80S=abc\r\ncontent-length: 0\r\n\r\n"],
    ["瑞数 with 202", "HTTP/1.1 202 x\r\nset-cookie: FSSBBIl1UgzbN7N80T=abc\r\ncontent-length: 0\r\n\r\n"],
    ["cloudflare", "HTTP/1.1 403 x\r\ncf-mitigated: challenge\r\ncontent-length: 0\r\n\r\n"],
    ["429", "HTTP/1.1 429 x\r\nretry-after: 60\r\ncontent-length: 0\r\n\r\n"],
  ])("%s", async (_, answer) => {
    await using server = await rawServer(answer);
    expect((await collect(at(server.port))).chain.outcome).toBe("declined");
  });
});

describe("bodies", () => {
  const page = Buffer.from("<title>测试市</title>");
  test.each([
    ["gzip", gzipSync(page)],
    ["br", brotliCompressSync(page)],
    ["zstd", zstdCompressSync(page)],
    ["deflate", deflateSync(page)],
    ["deflate", deflateRawSync(page)],
  ])("%s", async (encoding, body) => {
    await using server = await rawServer(
      http(body, `content-type: text/html; charset=utf-8\r\ncontent-encoding: ${encoding}`),
    );
    expect((await collect(at(server.port))).page?.title).toBe("测试市");
  });
  test("a bomb is cut at the cap and proves nothing by what it lacks", async () => {
    await using server = await rawServer(
      http(gzipSync(Buffer.alloc(60 << 20, 32)), "content-type: text/html\r\ncontent-encoding: gzip"),
    );
    const { page: read } = await collect(at(server.port), 20_000);
    expect(read).toMatchObject({ complete: false });
    expect(read?.bytes).toBeLessThanOrEqual(6 << 20);
  });
});

test("every hop is recorded: HTTP, meta refresh, script, frame", async () => {
  await using site = await testSite();
  const bodies: Record<string, string> = {
    "/m": `<meta http-equiv="refresh" content="0;url=/s">`,
    "/s": `<script>location.replace("/f")</script>`,
    "/f": `<frameset><frame src="/top.html"></frameset>`,
    "/top.html": "<title>测试市</title><p>正文</p>",
  };
  site.answer((request, response) => {
    if (request.url === "/") response.writeHead(302, { location: "/m" }).end();
    else response.setHeader("content-type", "text/html; charset=utf-8").end(bodies[request.url ?? ""] ?? "");
  });
  const { chain, page } = await collect(at(site.port));
  expect(chain.hops.map(({ via }) => via)).toEqual(["asked", "http", "meta", "script", "frame"]);
  expect(page?.paragraphs.map(({ text }) => text)).toEqual(["正文"]);
});

describe("the address guard", () => {
  test.each([
    "127.0.0.1",
    "0.0.0.0",
    "10.1.2.3",
    "169.254.169.254",
    "100.64.0.1",
    "::1",
    "::ffff:127.0.0.1",
    "fe80::1",
    "fc00::1",
    "224.0.0.1",
    "64:ff9b::7f00:1",
  ])("%s is refused", (address) => {
    expect(isAllowed(address, [])).toBe(false);
  });
  test("the office's networks are let through, the rest is not", () => {
    const networks = parseNetworks("10.1.0.0/16, 192.168.1.1");
    expect(
      ["10.1.2.3", "10.2.2.3", "192.168.1.1", "192.168.1.2", "8.8.8.8"].map((address) => isAllowed(address, networks)),
    ).toEqual([true, false, true, false, true]);
  });
  test.each([
    "http://127.0.0.1/",
    "http://2130706433/",
    "http://0177.0.0.1/",
    "http://127.1/",
    "http://[::ffff:127.0.0.1]/",
    "http://inner.gov.cn/",
  ])("a redirect to %s is refused and recorded", async (target) => {
    await using server = await rawServer(`HTTP/1.1 302 x\r\nlocation: ${target}\r\ncontent-length: 0\r\n\r\n`);
    // Only the first server's own address is let through, by a name of another loopback address
    const { client } = clientFor(`${at(server.port)}\n127.0.0.2:80 inner.gov.cn`, "127.0.0.1/32");
    const { chain } = await collectChain(client, {
      url: "http://www.ceshi.gov.cn/",
      lane: "probe",
      limitMs: 2_000,
      today: TODAY,
    });
    if (target.includes("inner")) expect(chain.failure).toBe("address-refused");
    else expect(["connection-refused", "address-refused", "redirect-loop"]).toContain(chain.failure);
    const closed = clientFor(at(server.port), "");
    expect(
      (
        await collectChain(closed.client, {
          url: "http://www.ceshi.gov.cn/",
          lane: "probe",
          limitMs: 2_000,
          today: TODAY,
        })
      ).chain,
    ).toMatchObject({ failure: "address-refused" });
    expect(chain.hops).toHaveLength(2);
  });
  test("a hosts file is read or named by its line", () => {
    expect(parseHosts("# x\n127.0.0.1:8080 a.gov.cn b.gov.cn\n[::1]:80 c.gov.cn").get("b.gov.cn")).toEqual([
      { address: "127.0.0.1", family: 4, port: 8080 },
    ]);
    expect(() => parseHosts("nonsense")).toThrow(/line 1/);
  });
});

describe("links", () => {
  const page = pageOf(
    `<a href="/ok">好的链接</a><a href="/dead">坏的链接</a><a href="/gone">软错误</a><a href="/home">回首页</a><a href="/refuse">拦截</a><a href="http://[bad">坏网址</a><a href="http://bszs.conac.cn/x">标识</a>`,
  );
  const answer = (path: string) =>
    path === "/ok"
      ? [200, "<title>文章</title><p>正文</p>"]
      : path === "/dead"
        ? [404, ""]
        : path === "/gone"
          ? [200, "<title>提示</title><p>您访问的页面不存在</p>"]
          : path === "/refuse"
            ? [429, ""]
            : [200, "<p>首页</p>"];
  const options = (memory: Map<string, never>) => ({
    home: ["http://www.ceshi.gov.cn/"],
    today: TODAY,
    limitMs: 2_000,
    memory: {
      recall: async () => memory,
      note: async (found: ReadonlyMap<string, unknown>) =>
        void [...found].map(([url, one]) => memory.set(url, one as never)),
    },
    pause: async () => {},
    lineWorks: async () => true,
  });
  test("each by its state, each tried once for the fleet, a dead one twice", async () => {
    await using site = await testSite();
    site.answer((request, response) => {
      if (request.url === "/home") return void response.writeHead(302, { location: "/" }).end();
      const [status, body] = answer(request.url ?? "");
      response.writeHead(Number(status), { "content-type": "text/html; charset=utf-8" }).end(String(body));
    });
    const memory = new Map<string, never>();
    const { client } = clientFor(at(site.port));
    const first = await collectLinks(client, [page], options(memory));
    expect(first.map(({ state }) => state)).toEqual(["alive", "dead", "soft-404", "lands-home", "declined"]);
    const asked = site.requests.length;
    expect(site.requests.filter((path) => path.endsWith("/dead"))).toHaveLength(2);
    await collectLinks(client, [page], options(memory));
    expect(site.requests).toHaveLength(asked);
    const { client: again } = clientFor(at(site.port));
    const down = await collectLinks(again, [page], {
      ...options(new Map<string, never>()),
      lineWorks: async () => false,
    });
    expect(down.find(({ url }) => url.endsWith("/dead"))?.state).toBe("unmeasured");
  });
});

test("lanes pace by address, and a paused address gets its probes only", async () => {
  let now = 0;
  const paused = new Set<string>();
  const clock = {
    ms: () => now,
    sleep: async (ms: number) => {
      now += ms;
    },
  };
  const lanes = createLanes(clock, { isPaused: async (address) => paused.has(address) });
  for (let i = 0; i < 5; i++) await lanes.run("203.0.113.1", "page", async () => {});
  expect(now).toBe(2_000);
  let open = 0;
  let most = 0;
  await Promise.all(
    Array.from({ length: 9 }, () =>
      lanes.run("203.0.113.1", "probe", async () => {
        most = Math.max(most, ++open);
        await Promise.resolve();
        open--;
      }),
    ),
  );
  expect(most).toBeLessThanOrEqual(4);
  paused.add("203.0.113.1");
  const asked = async () => "asked";
  expect(await lanes.run("203.0.113.1", "page", asked)).toBeUndefined();
  expect(await lanes.run("203.0.113.1", "link", asked)).toBeUndefined();
  expect(await lanes.run("203.0.113.1", "probe", asked)).toBe("asked");
  expect(await lanes.run("203.0.113.2", "link", asked)).toBe("asked");
});

describe("what an independent tester tried", () => {
  const html = (body: string) => http(Buffer.from(body), "content-type: text/html; charset=utf-8");
  test.each([
    ["noscript is for others", `<noscript><meta http-equiv="refresh" content="0;url=/nojs"></noscript><p>正文</p>`],
    ["a function that nobody called", `<p>短</p><script>function go(){location.href="/search?q="}</script>`],
    [
      "a condition",
      `<p>短</p><script>if(/Android/.test(navigator.userAgent)){location.href="http://m.x.cn/"}</script>`,
    ],
    ["an address put together", `<p>短</p><script>location.href="/site/"+"index.html"</script>`],
    ["a page that reloads itself", `<meta http-equiv="refresh" content="5;url=/"><p>正文</p>`],
  ])("%s: the page stands", async (_, body) => {
    await using server = await rawServer((n) => (n === 1 ? html(body) : "HTTP/1.1 404 x\r\ncontent-length: 0\r\n\r\n"));
    expect((await collect(at(server.port))).chain).toMatchObject({
      outcome: "opened",
      finalUrl: "http://www.ceshi.gov.cn/",
    });
  });
  test("a guess that leads nowhere leaves the page, in doubt", async () => {
    await using server = await rawServer((n) =>
      n === 1 ? html(`<script>location.href="/gone"</script>`) : "HTTP/1.1 404 x\r\ncontent-length: 0\r\n\r\n",
    );
    const { chain, page } = await collect(at(server.port));
    expect([chain.outcome, page?.complete]).toEqual(["opened", false]);
  });
  test("a cookie set on the way opens the door", async () => {
    await using site = await testSite();
    site.answer((request, response) => {
      if (request.headers.cookie?.includes("sid=1"))
        response.setHeader("content-type", "text/html").end("<title>x</title><p>y</p>");
      else response.writeHead(302, { location: "/", "set-cookie": "sid=1; path=/" }).end();
    });
    expect((await collect(at(site.port))).chain.outcome).toBe("opened");
  });
  test.each([
    ["a home page that says it is not there", html("<h1>页面不存在</h1>"), "soft-404"],
    ["an empty body", html(""), "bad-response"],
    ["a redirect without an address", "HTTP/1.1 302 x\r\ncontent-length: 0\r\n\r\n", "bad-redirect"],
  ])("%s", async (_, answer, failure) => {
    await using server = await rawServer(answer);
    expect((await collect(at(server.port))).chain).toMatchObject({ outcome: "missed", failure });
  });
  test("429 with a short wait is waited out", async () => {
    await using server = await rawServer((n) =>
      n === 1 ? "HTTP/1.1 429 x\r\nretry-after: 0\r\ncontent-length: 0\r\n\r\n" : html("<p>正文</p>"),
    );
    expect((await collect(at(server.port))).chain.outcome).toBe("opened");
  });
  test.each([
    ["an encoding that is none", "content-encoding: none", Buffer.from("<p>正文</p></html>"), true],
    ["plain under the label gzip", "content-encoding: gzip", Buffer.from("<p>正文</p></html>"), true],
    [
      "half a gzip",
      "content-encoding: gzip",
      gzipSync(Buffer.from(`<p>正文</p>${"x".repeat(50_000)}${Math.random()}`)).subarray(0, -30),
      false,
    ],
  ])("%s", async (_, head, body, complete) => {
    await using server = await rawServer(http(body, `content-type: text/html; charset=utf-8\r\n${head}`));
    const { chain, page } = await collect(at(server.port));
    expect([chain.outcome, page?.complete]).toEqual(["opened", complete]);
  });
});

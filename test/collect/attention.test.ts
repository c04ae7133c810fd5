/** Our own deafness is not the site's silence. */
import { describe, expect, test } from "vitest";
import { type Attention, createAttention } from "../../src/collect/attention.ts";
import { collectChain } from "../../src/collect/chain.ts";
import { collectLinks } from "../../src/collect/links.ts";
import { clientFor, rawServer } from "../helpers/collectors.ts";
import { pageOf, TODAY } from "../helpers/judge.ts";

describe("how long nobody could listen", () => {
  /** A process whose clock and ticks the test turns. */
  function machine() {
    let now = 0;
    let tick = () => {};
    const attention = createAttention(
      () => now,
      (_ms, run) => {
        tick = run;
      },
    );
    return {
      attention,
      pass(ms: number) {
        now += ms;
      },
      turn: () => tick(),
    };
  }
  test("a tick in time costs nothing; one that is late costs what it is late by", () => {
    const { attention, pass, turn } = machine();
    const deafMs = attention.watch();
    for (const ms of [200, 200, 900, 200]) {
      pass(ms);
      turn();
    }
    expect(deafMs()).toBe(700);
  });
  test("what is overdue at this moment counts, and what was before the watch does not", () => {
    const { attention, pass, turn } = machine();
    pass(1_200);
    const deafMs = attention.watch();
    expect(deafMs()).toBe(0);
    pass(300);
    expect(deafMs()).toBe(300);
    turn();
    expect(deafMs()).toBe(300);
  });
});

describe("a limit that passes", () => {
  const HOST = "www.ceshi.gov.cn";
  const URL_ = `http://${HOST}/`;
  const LIMIT_MS = 200;
  /** Of a time that is as long as it may be. */
  const deafFor = (ms: number): Attention => ({ watch: () => () => ms });
  const silence = async (attention: Attention) => {
    await using server = await rawServer(() => undefined);
    const { client } = clientFor(`127.0.0.1:${server.port} ${HOST}`, undefined, attention);
    const { chain } = await collectChain(client, { url: URL_, lane: "probe", limitMs: LIMIT_MS, today: TODAY });
    const page = pageOf('<a href="/a.html">办事指南</a>');
    const [link] = await collectLinks(client, [page], {
      home: [URL_],
      today: TODAY,
      limitMs: LIMIT_MS,
      memory: { recall: async () => new Map(), note: async () => {} },
      pause: async () => {},
      lineWorks: async () => true,
    });
    return [chain.outcome, link?.state];
  };
  test("while we listened is the site's silence", async () => {
    expect(await silence(deafFor(0))).toEqual(["missed", "dead"]);
  });
  test("while we were deaf blames nobody", async () => {
    expect(await silence(deafFor(60_000))).toEqual(["unmeasured", "unmeasured"]);
  });
});

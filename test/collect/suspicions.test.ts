/** Paragraphs are read once in the whole fleet; who reads them may be the statistics' thread or a checker by HTTP. */
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, describe, expect, test } from "vitest";
import { createExternal } from "../../src/collect/external.ts";
import { createStatistics, createSuspect, type ParagraphHit, type Reader } from "../../src/collect/suspicions.ts";
import { pageOf } from "../helpers/judge.ts";

const memory = () => {
  const known = new Map<string, ParagraphHit[]>();
  return {
    known,
    recall: async (hashes: string[]) => new Map([...known].filter(([hash]) => hashes.includes(hash))),
    note: async (found: ReadonlyMap<string, ParagraphHit[]>) => {
      for (const [hash, hits] of found) known.set(hash, hits);
    },
  };
};
const SLIP = "违反规定的由主管部门责令限期该正并依法处罚";
const page = pageOf(`<p>${SLIP}</p><p>短句</p><p>申请人应当提交下列材料并对真实性负责</p>`);

describe("what was read before is not read again", () => {
  test("the flag is remembered with the paragraph, wherever it stands", async () => {
    const asked: string[] = [];
    const reader: Reader = async (paragraphs) => {
      asked.push(...paragraphs);
      return paragraphs.map((text) =>
        text.includes("该正") ? [{ wrong: "该", right: "改", sentence: text, score: 5, by: "statistics" }] : [],
      );
    };
    const suspect = createSuspect([reader], memory());
    expect(await suspect([page])).toMatchObject([{ wrong: "该", right: "改", url: page.url, place: "p" }]);
    expect(asked).toHaveLength(2);
    const other = pageOf(`<div class="x"><p>${SLIP}</p></div>`, { url: "http://b.gov.cn/" });
    expect(await suspect([other])).toMatchObject([{ url: "http://b.gov.cn/" }]);
    expect(asked).toHaveLength(2);
  });
});

describe("the statistics' thread", () => {
  const statistics = createStatistics();
  afterAll(() => statistics.close());
  test("reads off this thread and says why", async () => {
    const [hits, none] = await statistics.read([SLIP, "申请人应当提交下列材料"]);
    expect(hits).toMatchObject([{ wrong: "该", right: "改", by: "statistics" }]);
    expect(hits?.[0]?.sentence).toContain("责令限期该正");
    expect(none).toEqual([]);
  });
});

describe("an external checker", () => {
  async function answering(handler: RequestListener) {
    const server = createServer(handler);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    return { origin: `http://127.0.0.1:${port}`, [Symbol.asyncDispose]: async () => void server.close() };
  }
  test("LanguageTool's way", async () => {
    let form = "";
    await using server = await answering((request, response) => {
      request
        .on("data", (chunk) => (form += chunk))
        .on("end", () =>
          response.end(JSON.stringify({ matches: [{ offset: 14, length: 2, replacements: [{ value: "改正" }] }] })),
        );
    });
    const read = createExternal({ url: `${server.origin}/v2/check`, key: "", model: "" });
    expect(await read([SLIP])).toEqual([[{ wrong: "该正", right: "改正", sentence: SLIP, score: 0, by: "external" }]]);
    expect(new URLSearchParams(form).get("text")).toBe(SLIP);
  });
  test("a chat completion: what it invents is dropped", async () => {
    let key: string | undefined;
    await using server = await answering((request, response) => {
      key = request.headers.authorization;
      const content =
        '```json\n[{"line":0,"wrong":"该正","right":"改正"},{"line":0,"wrong":"不在文中","right":"x"},{"line":7,"wrong":"该正","right":"y"}]\n```';
      response.end(JSON.stringify({ choices: [{ message: { content } }] }));
    });
    const read = createExternal({ url: `${server.origin}/v1/chat/completions`, key: "k", model: "m" });
    expect(await read([SLIP])).toMatchObject([[{ wrong: "该正", right: "改正", by: "external" }]]);
    expect(key).toBe("Bearer k");
  });
  test("one that fails says so, and never what it was asked", async () => {
    await using server = await answering((_, response) => void response.writeHead(500).end("oops"));
    const read = createExternal({ url: `${server.origin}/v1/chat/completions`, key: "secret", model: "m" });
    await expect(read([SLIP])).rejects.toThrow(/^typo checker: HTTP 500$/);
  });
});

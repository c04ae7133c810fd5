/** What goes with a card: in order, under names of its own, and never at the message's cost. */
import { afterAll, expect, test } from "vitest";
import type { Card, Chart, Table } from "../../src/card.ts";
import { bringsFiles } from "../../src/chat/files.ts";
import { createAttachments } from "../../src/report/attachments.ts";
import type { Painter } from "../../src/report/chart.ts";
import { createWords } from "../../src/words/say.ts";

const words = createWords({ "zh-CN": {}, en: {} }, "Asia/Shanghai");
const faults: unknown[] = [];
const onFault = (error: unknown) => void faults.push(error);
const attachments = createAttachments({ words, body: async () => undefined, onFault });
afterAll(() => attachments.close());

const picture: Chart = {
  kind: "bars",
  title: "各地区问题",
  categories: ["甲市"],
  series: [{ name: "问题", values: [3] }],
};
const table: Table = {
  name: "各地区问题",
  columns: [{ title: "地区", kind: "text" }],
  rows: [["甲市"]],
  format: "both",
};
const card: Card = {
  title: "x",
  parts: [],
  picture,
  tables: [table, { ...table, format: "csv" }],
  files: [{ name: "名单/甲.csv", text: "\ufeff甲" }],
};

test("the picture first, then the tables, then the texts; two of one name are told apart", async () => {
  // As it comes back from the outbox
  const files = await attachments.make(JSON.parse(JSON.stringify(card)), "zh-CN");
  expect(files.map(({ kind, name }) => [kind, name])).toEqual([
    ["picture", "各地区问题.png"],
    ["file", "各地区问题.xlsx"],
    ["file", "各地区问题.csv"],
    ["file", "各地区问题 2.csv"],
    ["file", "名单_甲.csv"],
  ]);
  expect(files[0]?.alt).toBe("各地区问题: 甲市 问题 3");
  expect(
    Buffer.from(files[0]?.bytes ?? [])
      .subarray(1, 4)
      .toString(),
  ).toBe("PNG");
  expect(Buffer.from(files[4]?.bytes ?? []).toString()).toBe("\ufeff甲");
  expect(faults).toEqual([]);
});

test("a picture or a table that cannot be made is told, and the rest goes", async () => {
  const painter: Painter = { paint: () => Promise.reject(new Error("no thread")), close: async () => {} };
  const own = createAttachments({ words, painter, body: async () => undefined, onFault });
  const broken = { ...table, rows: undefined as never };
  const files = await own.make({ ...card, tables: [broken, table] }, "zh-CN");
  expect(files.map(({ name }) => name)).toEqual(["各地区问题.xlsx", "各地区问题.csv", "名单_甲.csv"]);
  expect(faults.map((error) => (error as Error).name)).toEqual(["Error", "TypeError"]);
});

test("a card without any costs nothing", async () => {
  expect(await attachments.make({ title: "x", parts: [] }, "en")).toEqual([]);
});

test("what was kept goes out by its hash; what is gone is left out, and the message goes without", async () => {
  const bytes = new Uint8Array([1, 2, 3]);
  const own = createAttachments({ words, body: async (hash) => (hash === "h" ? bytes : undefined), onFault });
  const kept = [
    { name: "现场.png", hash: "h", picture: true },
    { name: "说明.pdf", hash: "h" },
    { name: "x", hash: "gone" },
  ];
  expect(await own.make({ title: "", parts: [], kept }, "en")).toEqual([
    { name: "现场.png", bytes, kind: "picture", alt: "现场.png" },
    { name: "说明.pdf", bytes, kind: "file" },
  ]);
});

test("documents and workbooks of a card become files, one that cannot be made is left out", async () => {
  const before = faults.length;
  const document = {
    name: "通报（稿）",
    title: "通报",
    author: "某办公厅",
    day: "2026-11-24",
    blocks: [{ as: "body" as const, text: "正文" }],
  };
  const broken = { ...document, blocks: undefined as never };
  const workbooks = [
    {
      name: "附件",
      sheets: [
        { name: "一", columns: [], rows: [] },
        { name: "二", columns: [], rows: [] },
      ],
    },
  ];
  const card = { title: "", parts: [], documents: [document, broken], workbooks };
  expect(bringsFiles(card)).toBe(true);
  const made = await attachments.make(card, "zh-CN");
  expect(made.map(({ name, kind }) => [name, kind])).toEqual([
    ["通报（稿）.docx", "file"],
    ["附件.xlsx", "file"],
  ]);
  for (const { bytes } of made) expect(Buffer.from(bytes.subarray(0, 2)).toString()).toBe("PK");
  expect(faults.length - before).toBe(1);
});

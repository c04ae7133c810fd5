import { expect, test } from "vitest";
import { personalData } from "../../checks/personal-data.ts";
import { idCheck } from "../../checks/reading/mask.ts";
import { NOW, pageOf, rulesOf, verdictOf } from "../helpers/judge.ts";

const ID = "11010519491231002X";
const CARD = "6222021234567890128";
const salt = "salt";
const rows = (names: string[], label = "") =>
  `<title>补贴发放公示</title><table>${names
    .map((name, i) => `<tr><td>${i + 1}</td><td>${name}</td><td>${label}1380000000${i}</td></tr>`)
    .join("")}</table>`;
const PERSONS = ["王小明", "李芳", "欧阳建国", "张伟", "刘洋"];

test.each([
  ["an ID in a list", `<td>王小明</td><td>${ID}</td>`, ["resident-id:fault"]],
  ["the same ID twice", `<p>王小明 ${ID}</p><p>王小明 ${ID}</p>`, ["resident-id:fault"]],
  ["a masked ID", "<p>王小明 110105********002X</p>", ["pass"]],
  ["a wrong check character", "<p>王小明 110105194912310021</p>", ["pass"]],
  ["a card", `<p>社保卡号：${CARD}</p>`, ["bank-card:warning"]],
  ["a body's account", `<p>户名：测试市财政局 账号：${CARD}</p>`, ["pass"]],
  ["persons with their mobiles", rows(PERSONS), ["mobiles:warning"]],
  ["fewer of them", rows(PERSONS.slice(1)), ["pass"]],
  ["offices with their mobiles", rows(["办公室", "高新区", "江北区", "综合科", "方正社区", "王家镇"]), ["pass"]],
  ["persons who are to be called", rows(PERSONS, "联系电话："), ["pass"]],
  ["duty telephones", "<p>值班电话 13800000000 13800000001 13800000002 13800000003 13800000004</p>", ["pass"]],
  ["marks at the foot", "<p>统一社会信用代码 11510100MB1234567X 蜀公网安备51010502000123号</p>", ["pass"]],
])("%s", (_, html, verdict) => {
  expect(verdictOf(personalData, { page: pageOf(html), salt })).toEqual(verdict);
});
test("a linked document is read too", () => {
  const document = pageOf(`<p>王小明 ${ID}</p>`, { url: "http://www.ceshi.gov.cn/a.xlsx", role: "attachment" });
  expect(verdictOf(personalData, { page: pageOf("<p>x</p>"), pages: [document], salt })).toEqual(["resident-id:fault"]);
});
test("without the office's secret nothing is looked for", () => {
  expect(verdictOf(personalData, { page: pageOf(`<p>${ID}</p>`) })).toEqual(["no-history"]);
});
test("a verdict holds no number as it was", () => {
  const html = `<title>公示 ${ID}</title><p>zhangsan@example.com 王小明 ${ID} 卡号${CARD} 138-0013-8000</p>${rows(PERSONS)}<p>身份证 510105900101123</p>`;
  const page = pageOf(html);
  const verdict = personalData.run({ page, salt } as never, rulesOf(), NOW);
  const text = JSON.stringify(verdict);
  for (const raw of [
    ID,
    CARD,
    "510105900101123",
    "138-0013-8000",
    "zhangsan",
    ...PERSONS.map((_, i) => `1380000000${i}`),
  ])
    expect.soft(text).not.toContain(raw);
  expect(verdict).toMatchObject({
    outcome: "fail",
    findings: [
      { message: "resident-id", data: { n: 2 } },
      { message: "resident-id" },
      { message: "bank-card" },
      { message: "mobiles", key: page.url },
    ],
  });
});
test("the key is the same for the same number and secret only", () => {
  const keys = (secret: string, text: string) => {
    const verdict = personalData.run({ page: pageOf(`<p>${text}</p>`), salt: secret } as never, rulesOf(), NOW);
    return verdict.outcome === "fail" ? verdict.findings.map(({ key }) => key) : [];
  };
  expect(keys("a", ID)[0]).toMatch(/^[0-9a-f]{16}$/);
  expect(keys("a", ID)).toEqual(keys("a", `另一句 ${ID.toLowerCase()} 。`));
  expect(keys("a", ID)).not.toEqual(keys("b", ID));
});
test("of a long list some are named, the rest is neither reported nor cleared", () => {
  const ids = Array.from({ length: 40 }, (_, i) => `51010519900101${100 + i}`);
  const page = pageOf(ids.map((first) => `<p>${first}${idCheck(first)}</p>`).join(""));
  const verdict = personalData.run({ page, salt } as never, rulesOf(), NOW);
  if (verdict.outcome !== "fail") throw new Error(verdict.outcome);
  const keys = verdict.findings.map(({ key }) => key);
  expect(new Set([...keys, ...(verdict.unread ?? [])]).size).toBe(40);
  expect(keys).toHaveLength(20);
  expect(verdict.findings[0]?.data.n).toBe(40);
});

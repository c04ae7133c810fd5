import fc from "fast-check";
import { expect, test } from "vitest";
import { bankCards, hide, idCheck, mask, mobiles, residentIds } from "../../../checks/reading/mask.ts";

const numbers = (found: { number: string }[]) => found.map(({ number }) => number);
const digits = (n: number) => fc.stringMatching(new RegExp(`^\\d{${n}}$`));
const body = fc
  .tuple(
    fc.constantFrom("110101", "510105", "440392", "650102", "620102"),
    fc.date({ min: new Date("1930-01-01"), max: new Date("2020-12-31"), noInvalidDate: true }),
    digits(3),
  )
  .map(([area, born, order]) => `${area}${born.toISOString().slice(0, 10).replaceAll("-", "")}${order}`);
const id = body.map((first) => first + idCheck(first));
function cardOf(first: string): string {
  const tens = [...Array(10).keys()].map((last) => `${first}${last}`);
  return tens.find((one) => bankCards(`卡号${one}`).length > 0) ?? "";
}

test("the example of GB 11643", () => {
  expect(numbers(residentIds("身份证：11010519491231002X，"))).toEqual(["11010519491231002X"]);
});
test("every valid ID is found where it stands, in any text", () => {
  fc.assert(
    fc.property(
      id,
      fc.constantFrom("", "张三 ", "身份证号：", "序号1\n"),
      fc.constantFrom("", "，男", "\n"),
      (one, a, b) => {
        const text = a + one + b;
        const [hit] = residentIds(text);
        expect(hit).toEqual({ start: a.length, end: a.length + 18, number: one });
        expect(hide(text, residentIds(text))).not.toContain(one);
      },
    ),
  );
});
test("a wrong check character is no ID", () => {
  fc.assert(
    fc.property(body, fc.nat(9), (first, last) => {
      fc.pre(String(last) !== idCheck(first));
      expect(residentIds(`身份证号${first}${last}`)).toEqual([]);
    }),
  );
});
test("numbers inside longer ones are none", () => {
  fc.assert(
    fc.property(id, digits(1), fc.constantFrom("", "-", "A"), (one, more, between) => {
      const letter = between === "A" ? "A" : `${more}${between}`;
      expect(residentIds(letter + one)).toEqual([]);
      if (!one.endsWith("X")) expect(residentIds(`${one}${more}`)).toEqual([]);
      for (const label of ["订单号：", "统一社会信用代码", "文号 ", "项目编号："])
        expect(residentIds(label + one)).toEqual([]);
    }),
  );
});
test.each([
  ["统一社会信用代码 91510100MA6CEXAMPL", []],
  ["统一社会信用代码：125101004507173866", []],
  ["身份证号 510105199013011234", []],
  ["身份证号 510105900101123", ["510105900101123"]],
  ["身份证号 510105901301123", []],
  ["流水 510105900101123", []],
  ["身份证号 510105********1234", []],
  ["蜀公网安备 51010502000123号", []],
  ["身份证 １１０１０５１９４９１２３１００２Ｘ", ["11010519491231002X"]],
  ["身份证 11010519491231002x", ["11010519491231002X"]],
])("%s", (text, expected) => {
  expect(numbers(residentIds(text))).toEqual(expected);
});

test("cards need Luhn's sum and a word for what they are", () => {
  fc.assert(
    fc.property(fc.constantFrom(15, 16, 17, 18), digits(18), (length, random) => {
      fc.pre(length !== 17);
      const card = cardOf(`62${random}`.slice(0, length));
      fc.pre(card !== "");
      expect(numbers(bankCards(`银行卡号：${card}`))).toEqual([card]);
      expect(numbers(bankCards(`账号 ${card}`))).toEqual([card]);
      expect(bankCards(`编号 ${card}`)).toEqual([]);
      expect(bankCards(`卡号 ${card.slice(0, -1)}${(Number(card.at(-1)) + 1) % 10}`)).toEqual([]);
      expect(bankCards(`卡号 9${card}`)).toEqual([]);
    }),
  );
});
test.each([
  ["a body's account", "户名：云州市财政局 开户行：工商银行 账号：4402001234567890128"],
  ["where bidders pay", "投标保证金账号：6222021234567890128"],
  ["an order", "订单号6222021234567890128"],
])("no card: %s", (_, text) => {
  expect(bankCards(text)).toEqual([]);
});
test("three cards in a list speak for themselves, two do not", () => {
  const cards = ["622202123456001", "622202123456002", "622202123456003"].map(cardOf);
  expect(bankCards(cards.map((card, i) => `张某${i} ${card}`).join("\n"))).toHaveLength(3);
  expect(bankCards(cards.slice(0, 2).join("\n"))).toHaveLength(0);
});
test("mobiles stand alone", () => {
  expect(numbers(mobiles("电话13812345678、028-86123456，2138123456789，19-13812345678"))).toEqual(["13812345678"]);
});
test("the mask hides more than the detectors name, and leaves record numbers be", () => {
  expect(mask("110105194912310021 138-1234-5678 zhang@example.com 川公网安备51010502000123号")).toBe(
    "110*************21 138********78 z****@example.com 川公网安备51010502000123号",
  );
  expect(mask("卡6222021234567890128")).toBe(`卡6222${"*".repeat(13)}28`);
});

/** When maintenance begins and ends, as people write it on Tuesday 24 November 2026 at 10:00. */
import fc from "fast-check";
import { expect, test } from "vitest";
import { readSpan } from "../../src/oversight/window-times.ts";

const NOW = Temporal.PlainDateTime.from("2026-11-24T10:00");

test.each([
  ["云州市 from 2026-11-25 22:00 to 2026-11-26 06:00 because 升级", "2026-11-25T22:00", "2026-11-26T06:00"],
  ["云州市 from 11-25 22:00 to 06:00 because 升级", "2026-11-25T22:00", "2026-11-26T06:00"],
  ["云州市今晚22点到明早6点因为升级", "2026-11-24T22:00", "2026-11-25T06:00"],
  ["云州市 今晚10点半至次日凌晨2点 升级", "2026-11-24T22:30", "2026-11-25T02:00"],
  ["云州市 从 明晚11点 到 后天6:30 升级", "2026-11-25T23:00", "2026-11-26T06:30"],
  ["yunzhou from tonight 22:00 to tomorrow 06:00 because x", "2026-11-24T22:00", "2026-11-25T06:00"],
  ["yunzhou tonight at 10 pm until 2 am for x", "2026-11-24T22:00", "2026-11-25T02:00"],
  ["yunzhou from now to 18:00 because x", "2026-11-24T10:00", "2026-11-24T18:00"],
  ["云州市 现在到18点 抢修", "2026-11-24T10:00", "2026-11-24T18:00"],
  ["www.yunzhou.gov.cn from 14:00-16:30 because x", "2026-11-24T14:00", "2026-11-24T16:30"],
  ["云州市 下午2点到4点 x", "2026-11-24T14:00", "2026-11-25T04:00"],
  ["云州市 周六22点到周日6点 x", "2026-11-28T22:00", "2026-11-29T06:00"],
  ["yunzhou from Saturday 22:00 to Sunday 06:00 because x", "2026-11-28T22:00", "2026-11-29T06:00"],
  ["云州市 11月25日22时至11月26日6时 x", "2026-11-25T22:00", "2026-11-26T06:00"],
  ["云州市 2026年11月25日至2026年11月26日 x", "2026-11-25T00:00", "2026-11-27T00:00"],
  ["yunzhou from 25 Nov 22:00 to noon because x", "2026-11-25T22:00", "2026-11-26T12:00"],
  ["云州市 今晚12点到凌晨4点 x", "2026-11-25T00:00", "2026-11-25T04:00"],
  // Past and reversed ones are read as they stand, for the command to refuse
  ["云州市 from 11-20 22:00 to 11-21 06:00 because x", "2026-11-20T22:00", "2026-11-21T06:00"],
  ["云州市 from 11-26 22:00 to 11-25 06:00 because x", "2026-11-26T22:00", "2026-11-25T06:00"],
  ["云州市 from 1-3 22:00 to 1-4 06:00 because x", "2027-01-03T22:00", "2027-01-04T06:00"],
])("%s", (text, from, to) => {
  const span = readSpan(text, NOW);
  expect([span?.from.toString({ smallestUnit: "minute" }), span?.to.toString({ smallestUnit: "minute" })]).toEqual([
    from,
    to,
  ]);
  expect(text.slice(0, span?.start)).toMatch(/^(?:云州市|yunzhou|www\.yunzhou\.gov\.cn)\s?(?:from |从 )?$/);
  expect(text.slice(span?.end)).toMatch(/^\s?(?:because|for|因为|升级|抢修|x)/);
});

test.each([
  "",
  "云州市",
  "云州市 今晚",
  "云州市 from 2-30 22:00 to 2-31 06:00",
  "5101000001",
  "云州市 25:00 to 26:00",
  "#12 end",
])("%s is no span", (text) => {
  expect(readSpan(text, NOW)).toBeUndefined();
});
test("any text is read or not, and what is read stands where it says", () => {
  const piece = fc.constantFrom(
    "今晚",
    "22点",
    "22:00",
    "到",
    " to ",
    "11-25",
    "明早",
    "6点",
    " from ",
    "now",
    "12月31日",
    "x",
    "次日",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), fc.string({ unit: "grapheme" }), (pieces, text) => {
      const all = pieces.join("") + text;
      const span = readSpan(all, NOW);
      if (span) expect(span.end).toBeLessThanOrEqual(all.length);
    }),
  );
});

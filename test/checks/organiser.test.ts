import { expect, test } from "vitest";
import { organiser } from "../../checks/organiser.ts";
import { pageOf, verdictOf } from "../helpers/judge.ts";

const page = (line: string) => pageOf(`<div id="footer"><p>${line}</p><p>蜀ICP备10014763号</p></div>`);
test.each([
  ["主办单位：测试市人民政府办公室", "pass"],
  ["主办：测试市人民政府 承办：测试市大数据局", "pass"],
  ["测试市人民政府办公室主办", "pass"],
  ["版权所有：测试市人民政府", "pass"],
  ["版权所有 © 2026 未经许可不得转载", "missing:fault"],
  ["技术支持：某某公司", "missing:fault"],
  ["", "missing:fault"],
])("%s: %s", (line, verdict) => {
  expect(verdictOf(organiser, { page: page(line) })).toEqual([verdict]);
});

import { expect, test } from "vitest";
import { missingElements, serviceGuides } from "../../checks/service-guides.ts";
import { NOW, pageOf, rulesOf, verdictOf } from "../helpers/judge.ts";

const guide = (text: string) =>
  pageOf(`<h1>公共场所卫生许可</h1>${text}`, { role: "guide", url: "http://www.ceshi.gov.cn/bs/1.html" });
const WHOLE = "设定依据 申请条件 申请材料 办理地点 办理时限 咨询电话 办理流程"
  .split(" ")
  .map((name) => `<p>${name}：略</p>`)
  .join("");

test.each([
  ["all eight", WHOLE, []],
  [
    "by other words",
    "<p>法律依据</p><p>受理条件</p><p>材料清单</p><p>受理地点</p><p>工作时间</p><p>联系方式</p><p>办理程序</p>",
    [],
  ],
  ["four missing", "<p>法律依据</p><p>受理条件</p><p>材料清单</p>", ["办理地点", "办理时间", "联系电话", "办理流程"]],
])("%s", (_, text, missing) => {
  expect(missingElements(guide(text))).toEqual(missing);
});
test("poor guides are laid ready, whole ones are not", () => {
  const page = pageOf(`<a href="/bs/">办事服务</a>`);
  const pages = [guide(WHOLE), guide("<p>法律依据</p><p>受理条件</p>")];
  const verdict = serviceGuides.run({ page, pages, checkins: [] } as never, rulesOf(), NOW);
  expect(verdict).toMatchObject({
    outcome: "inconclusive",
    prepared: { guides: 2, poor: ["公共场所卫生许可：办理材料、办理地点、办理时间、联系电话、办理流程"] },
  });
  const checkins = [{ check: "service-guides", day: "2026-11-20", outcome: "fault" as const, note: "无指南", by: "a" }];
  expect(verdictOf(serviceGuides, { page, checkins })).toEqual(["reported:fault"]);
});

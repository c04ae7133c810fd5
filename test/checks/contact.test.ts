import { expect, test } from "vitest";
import { contact } from "../../checks/contact.ts";
import { pageOf, verdictOf } from "../helpers/judge.ts";

const page = (line: string) => pageOf(`<div id="footer"><p>主办单位：测试市人民政府</p><p>${line}</p></div>`);
test.each([
  ["联系电话：028-86600000", "pass"],
  ["联系电话：(028)86600000", "pass"],
  ["网站维护电话：86600000", "pass"],
  ["邮箱：webmaster@ceshi.gov.cn", "pass"],
  ["<a href='/lxwm.html'>联系我们</a>", "pass"],
  ["政务服务热线：12345　举报电话：12377", "missing:fault"],
  ["违法和不良信息举报电话：028-86600001", "missing:fault"],
  ["", "missing:fault"],
])("%s: %s", (line, verdict) => {
  expect(verdictOf(contact, { page: page(line) })).toEqual([verdict]);
});

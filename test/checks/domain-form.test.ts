import { expect, test } from "vitest";
import { domainForm } from "../../checks/domain-form.ts";
import type { FleetSite } from "../../checks/evidence.ts";
import { chainOf, siteOf, verdictOf } from "../helpers/judge.ts";

const PORTAL = { name: "市级政府门户网站", tier: "city", portal: true };
const DEPARTMENT = { name: "市级部门网站", tier: "city", portal: false };
test.each([
  ["http://www.ceshi.gov.cn/", PORTAL, ["pass"]],
  ["http://ceshi.gov.cn/", PORTAL, ["portal:fault"]],
  ["http://mzj.ceshi.gov.cn/", DEPARTMENT, ["pass"]],
  ["http://www.mzj.gov.cn/", DEPARTMENT, ["department:fault"]],
  ["http://mzj.x.ceshi.gov.cn/", DEPARTMENT, ["department:fault"]],
  ["http://www.ceshi.com/", DEPARTMENT, ["suffix:fault"]],
  ["http://www.xn--fiqs8s.xn--zfr164b/", PORTAL, ["pass"]],
  ["http://mzj.ceshi.gov.cn:8080/", DEPARTMENT, ["port:fault"]],
  ["http://203.0.113.9/", DEPARTMENT, ["address:fault"]],
])("%s", (url, kind, verdict) => {
  const chain = chainOf({ asked: url, finalUrl: url });
  expect(verdictOf(domainForm, { chain, kind, site: siteOf({ url, host: new URL(url).hostname }) })).toEqual(verdict);
});
test("a home page that is sent to another domain is worth a look", () => {
  expect(
    verdictOf(domainForm, { chain: chainOf({ finalUrl: "http://www.elsewhere.com/" }), kind: PORTAL, site: siteOf() }),
  ).toEqual(["elsewhere:warning"]);
});
test("an unknown kind is judged by its suffix only", () => {
  expect(
    verdictOf(domainForm, { chain: chainOf({ asked: "http://a.b.c.gov.cn/", finalUrl: "http://a.b.c.gov.cn/" }) }),
  ).toEqual(["pass"]);
});

test("a department stands under the one portal of its region; where there are two nobody can tell", () => {
  const at = (host: string, portal = false): [string, FleetSite] => [
    host,
    { name: host, host, code: null, organiser: null, region: "测试市", portal, status: "running" },
  ];
  const department = { name: "市级部门", tier: "city", portal: false };
  const judge = (host: string, portals: string[]) =>
    verdictOf(domainForm, {
      chain: chainOf({ asked: `http://${host}/`, finalUrl: `http://${host}/` }),
      site: siteOf({ host, url: `http://${host}/` }),
      kind: department,
      fleet: { version: "1", organisers: [], byHost: new Map(portals.map((one) => at(one, true))) },
    });
  expect(judge("mzj.ceshi.gov.cn", ["www.ceshi.gov.cn"])).toEqual(["pass"]);
  expect(judge("mzj.bieshi.gov.cn", ["www.ceshi.gov.cn"])).toEqual(["parent:warning"]);
  expect(judge("mzj.bieshi.gov.cn", ["www.ceshi.gov.cn", "www.xinqu.gov.cn"])).toEqual(["pass"]);
});

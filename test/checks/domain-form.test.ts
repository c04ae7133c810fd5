import { expect, test } from "vitest";
import { domainForm } from "../../checks/domain-form.ts";
import type { Fleet, FleetSite } from "../../checks/evidence.ts";
import { chainOf, NOW, rulesOf, siteOf, verdictOf } from "../helpers/judge.ts";

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

const portal = (host: string, change: Partial<FleetSite> = {}): [string, FleetSite] => [
  host,
  { name: "门户", host, code: null, organiser: null, region: "测试市", portal: true, status: "running", ...change },
];
const fleetOf = (...sites: [string, FleetSite][]): Fleet => ({ version: "1", byHost: new Map(sites), organisers: [] });
const OWN = portal("www.ceshi.gov.cn");
test.each([
  ["under it", "mzj.ceshi.gov.cn", fleetOf(OWN), ["pass"]],
  ["elsewhere", "mzj.qita.gov.cn", fleetOf(OWN), ["parent:warning"]],
  ["a name that only ends alike", "mzj.xceshi.gov.cn", fleetOf(OWN), ["parent:warning"]],
  ["two portals", "mzj.qita.gov.cn", fleetOf(OWN, portal("www.ceshi2.gov.cn")), ["pass"]],
  [
    "a closed one beside it",
    "mzj.qita.gov.cn",
    fleetOf(OWN, portal("www.c.gov.cn", { status: "closed" })),
    ["parent:warning"],
  ],
  ["another region's", "mzj.qita.gov.cn", fleetOf(portal("www.ceshi.gov.cn", { region: "别市" })), ["pass"]],
  ["a portal of irregular form", "mzj.qita.gov.cn", fleetOf(portal("ceshi.gov.cn")), ["pass"]],
  ["no portal", "mzj.qita.gov.cn", fleetOf(), ["pass"]],
  ["an irregular department has its own fault", "www.mzj.gov.cn", fleetOf(OWN), ["department:fault"]],
])("under the domain of the region's portal: %s", (_, host, fleet, verdict) => {
  const url = `http://${host}/`;
  const chain = chainOf({ asked: url, finalUrl: url });
  expect(verdictOf(domainForm, { chain, kind: DEPARTMENT, fleet, site: siteOf({ url, host }) })).toEqual(verdict);
});
test("a portal has no parent, and without the registry nothing is cleared", () => {
  expect(verdictOf(domainForm, { chain: chainOf(), kind: PORTAL, fleet: fleetOf(OWN), site: siteOf() })).toEqual([
    "pass",
  ]);
  const verdict = domainForm.run({ chain: chainOf(), kind: DEPARTMENT, site: siteOf() } as never, rulesOf(), NOW);
  expect(verdict).toMatchObject({ unlooked: ["parent"] });
});

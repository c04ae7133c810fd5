/** The demo's people, their requests in different states, and who read his site. */
import type { Queries } from "../../db/open.ts";
import { seeIdentity } from "../../db/people.ts";
import { addReading } from "../../db/readings.ts";
import { ensureOrganiser, type SiteRow, siteByCode } from "../../db/sites.ts";
import type { Clock } from "../oversight/clock.ts";
import { grantRole, type Scope } from "../oversight/grants.ts";
import { signReading } from "../oversight/readings.ts";
import { approve, ask, type Doing, turnDown, withdraw } from "../oversight/requests.ts";
import { type Role, readRights } from "../oversight/rights.ts";
import { addWorkingDays, isWorkingDay } from "../oversight/working-days.ts";

/** Who else works in the demo's office. */
export const CAST = ["刘敏", "陈立", "周岚"] as const;
/** Of so many sites all but one were read this morning. */
const SKIP = 4;

export async function seedLife(q: Queries, clock: Clock, codes: readonly string[]): Promise<void> {
  const at = clock.now();
  const today = clock.today();
  const join = async (
    name: string,
    role: Role,
    scope: Scope = { scope: "all" },
  ): Promise<Doing & { personId: number }> => {
    const { personId } = await seeIdentity(q, { id: `terminal:${name}`, name, username: name, at });
    await grantRole(q, { personId, role, scope, actor: "demo", at });
    const rights = await readRights(q, `terminal:${name}`, []);
    return { rights, actor: `terminal:${name}`, at, today, channel: undefined, personId };
  };
  const need = async (code: string): Promise<SiteRow> => {
    const site = await siteByCode(q, code);
    if (!site) throw new RangeError(`no demo site ${code}`);
    return site;
  };
  const bureau = await need("5193220003");
  const contact = await join("刘敏", "contact", {
    scope: "organiser",
    scopeId: bureau.organiserId ?? (await ensureOrganiser(q, bureau.name)),
  });
  const unit = await join("陈立", "supervisor");
  const office = await join("周岚", "supervisor");

  const close = await ask(
    q,
    { kind: "close", site: bureau, data: {}, reason: "县级部门网站整合至县政府门户网站" },
    contact,
  );
  await approve(q, close.id, "同意关停", unit);
  const water = await need("5190000012");
  const from = addWorkingDays(today, 5);
  const data = { from: from.toString(), until: from.add({ days: 4 }).toString() };
  const suspend = await ask(q, { kind: "suspend", site: water, data, reason: "机房搬迁" }, contact);
  await approve(q, suspend.id, "", unit);
  await approve(q, suspend.id, "请按时公告", office);
  const school = await need("5190000007");
  const rename = await ask(
    q,
    { kind: "rename", site: school, data: { name: "临江教育网" }, reason: "便于记忆" },
    contact,
  );
  await turnDown(q, rename.id, "名称应以主办单位命名", unit);
  const farm = await need("5190000013");
  const merge = { target: (await need("5191000001")).id };
  const taken = await ask(q, { kind: "merge", site: farm, data: merge, reason: "集约化" }, contact);
  await withdraw(q, taken.id, "方案调整", contact);
  const row = { url: "http://sjj.linjiang.gov.cn/", name: "临江省审计厅网站", organiser: "临江省审计厅" };
  await ask(q, { kind: "open", site: undefined, data: { row }, reason: "新建部门网站" }, unit);

  const sites: SiteRow[] = [];
  for (const code of codes) sites.push(await need(code));
  const running = sites.filter(({ status }) => status === "running");
  for (
    let day = today.with({ day: 1 }), n = 0;
    Temporal.PlainDate.compare(day, today) < 0;
    day = day.add({ days: 1 }), n++
  ) {
    if (!isWorkingDay(day)) continue;
    // Each site is forgotten at its own rhythm, some never
    for (const site of running.filter((_, i) => i % 3 === 0 || (i + n) % (2 + (i % 7)) !== 0))
      await addReading(q, { siteId: site.id, day: day.toString(), personId: unit.personId, actor: unit.actor, at });
  }
  const reader = { ...unit, channel: "" };
  await signReading(q, bureau, "首页“通知公告”有一条链接打不开", { ...contact, channel: "" });
  for (const site of running.filter((_, i) => i % SKIP !== 1)) await signReading(q, site, "", reader);
}

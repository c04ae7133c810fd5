/** An office for requests: a bureau's site under a supervising unit, its people by role and two channels. */
import type { Db } from "../../db/open.ts";
import { ensureOrganiser } from "../../db/sites.ts";
import { bind } from "../../src/oversight/grants.ts";
import type { Talk } from "./chat.ts";
import { AT, newSite } from "./rows.ts";

export const [LI, UNIT, OFFICE, SECOND, OTHER, VIEWER] = [
  "t:li",
  "t:unit",
  "t:office",
  "t:second",
  "t:other",
  "t:viewer",
] as const;
export const GROUP = "terminal:office";
export const OWN = "terminal:mzj";

export async function seedOffice(db: Db, talk: Talk): Promise<{ site: number; portal: number }> {
  const unit = await ensureOrganiser(db, "云州市人民政府办公室");
  const bureau = await ensureOrganiser(db, "云州市民政局");
  const elsewhere = await ensureOrganiser(db, "云州市水务局");
  const portal = await newSite(db, {
    name: "云州市人民政府门户网站",
    url: "http://www.yunzhou.gov.cn/",
    host: "www.yunzhou.gov.cn",
    organiserId: unit,
  });
  const site = await newSite(db, {
    name: "云州市民政局网站",
    url: "http://mzj.yunzhou.gov.cn/",
    host: "mzj.yunzhou.gov.cn",
    organiserId: bureau,
    supervisorId: unit,
  });
  await talk.join(LI, "contact", { scope: "organiser", scopeId: bureau });
  await talk.join(OTHER, "contact", { scope: "organiser", scopeId: elsewhere });
  await talk.join(UNIT, "supervisor", { scope: "organiser", scopeId: unit });
  await talk.join(OFFICE, "supervisor");
  await talk.join(SECOND, "admin");
  await talk.join(VIEWER, "viewer");
  await db.tx((tx) => bind(tx, { id: GROUP, title: "", audience: "office", audienceId: null, actor: "t", at: AT }));
  await db.tx((tx) => bind(tx, { id: OWN, title: "", audience: "organiser", audienceId: bureau, actor: "t", at: AT }));
  return { site, portal };
}

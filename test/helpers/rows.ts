/** Builders of rows: valid by themselves, changed by what a test says. */
import { type NewFinding, openFindings } from "../../db/findings.ts";
import type { Queries } from "../../db/open.ts";
import { insertSite, type NewSite } from "../../db/sites.ts";

export const AT = Temporal.Instant.from("2026-11-24T02:00:00Z");
export const TODAY = "2026-11-24";

let count = 0;
export function newSite(q: Queries, change: Partial<NewSite> = {}): Promise<number> {
  const n = ++count;
  const host = `s${n}-${Math.random().toString(36).slice(2, 8)}.example.gov.cn`;
  return insertSite(
    q,
    {
      code: null,
      name: `测试网站${n}`,
      url: `http://${host}/`,
      host,
      status: "running",
      extra: {},
      createdAt: AT,
      ...change,
    },
    "test",
    AT,
  );
}
export const newFinding = (siteId: number, key = "") => ({
  siteId,
  checkId: "site-code",
  messageId: "missing",
  key,
  checkVersion: 1,
  level: "fault" as const,
  indicator: "N3",
  data: {},
  place: {},
  state: "open" as const,
  baseline: false,
  openedAt: AT,
  openedDay: TODAY,
  lastSeenAt: AT,
});
export async function openFinding(q: Queries, row: NewFinding): Promise<number> {
  const [id = 0] = await openFindings(q, [row]);
  return id;
}

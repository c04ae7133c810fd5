/**
 * The pages beside the home page that a day's visit reads: columns in turn, the newest articles, guides, channels for
 * messages, annual forms, linked documents, and every page on which a finding stands. A fixed budget a site and day.
 */
import type { Column, Page, PageRole } from "../../checks/evidence.ts";
import { ATTACHMENT, toAttachment } from "./attachment.ts";
import { toPage } from "./chain.ts";
import type { HttpClient } from "./client.ts";
import { discoverColumns } from "./columns.ts";
import { declinedBy } from "./declined.ts";
import { emptyPage } from "./empty.ts";
import { isSoft404 } from "./soft-404.ts";

const BUDGET: Record<PageRole, number> = {
  "second-level": 0,
  column: 24,
  article: 8,
  guide: 5,
  interaction: 3,
  report: 4,
  attachment: 4,
  revisit: 20,
};
/** A site without an inventory is looked at once, by somebody who waits: enough to see how it is kept. */
const SAMPLE: Record<PageRole, number> = {
  ...BUDGET,
  column: 5,
  article: 4,
  guide: 2,
  interaction: 1,
  report: 1,
  attachment: 2,
};
/** Articles opened from a column whose lists bear no dates. */
const DATING = 2;
const DOCUMENT_CAPS = { wire: 4 << 20, decoded: 4 << 20 };

const GUIDE_LIST = /办事指南|服务指南|办事服务|网上办事|政务服务|办事大厅/;
const GUIDE = /(?:指南|办理|申请|审批|登记|许可|核准|备案|核发|申领|证)/;
const CHANNEL = /咨询|留言|信箱|互动|问政|诉求|来信|信访/;
const REPORT = /年度?报表|网站年报/;

export type SurveyPlan = {
  columns: readonly Column[] | undefined;
  /** Addresses on which findings stand. */
  revisit: readonly string[];
  today: Temporal.PlainDate;
  limitMs: number;
};
type Target = { url: string; text: string; role: PageRole; via: string };

const bare = (url: string) => url.replace(/#.*$/, "");

export async function survey(client: HttpClient, home: Page, plan: SurveyPlan): Promise<Page[]> {
  const { today, limitMs } = plan;
  const host = new URL(home.url).host;
  const seen = new Set([bare(home.url)]);
  const pages: Page[] = [];
  const budget = plan.columns ? BUDGET : SAMPLE;
  const left = { ...budget };

  const read = async (target: Target): Promise<Page | undefined> => {
    const url = bare(target.url);
    if (left[target.role] <= 0 || seen.has(url) || !/^https?:/.test(url) || new URL(url).host !== host)
      return undefined;
    seen.add(url);
    left[target.role]--;
    const document = ATTACHMENT.test(url);
    const got = await client.get(url, { lane: "page", limitMs, ...(document ? { caps: DOCUMENT_CAPS } : {}) });
    if (!("answer" in got) || declinedBy(got.answer)) return undefined;
    const { answer } = got;
    const { status } = answer;
    let page: Page | undefined;
    if (status === 404 || status === 410) {
      // A page that is gone, so that what was found on it is seen to be gone with it
      if (target.role === "revisit") page = emptyPage({ url, status });
      else seen.delete(url); // where a finding stands on it, the revisit says that it is gone
    } else if (status !== 200) return undefined;
    else if (document) page = await toAttachment(answer, target.text);
    else if (/html|xml|text\/plain|^$/i.test(answer.headers["content-type"] ?? "")) {
      const { redirect: _, frames, ...own } = toPage(answer, today);
      if (isSoft404(own)) {
        seen.delete(url);
        return undefined; // the links are tried afterwards, and say so
      }
      page = { ...own, unreadFrames: frames.map((frame) => frame.url) };
    }
    if (!page) return undefined;
    const done: Page = { ...page, role: document ? "attachment" : target.role, linkText: target.text, via: target.via };
    pages.push(done);
    return done;
  };
  const all = async (targets: Target[]): Promise<Page[]> =>
    (await Promise.all(targets.map((target) => read(target).catch(() => undefined)))).filter(
      (page) => page !== undefined,
    );
  const linked = (page: Page, wanted: (text: string, url: string) => boolean, role: PageRole, most: number): Target[] =>
    page.links
      .filter(({ kind, text, url }) => kind === "a" && wanted(text, url) && !seen.has(bare(url)))
      .slice(0, most)
      .map(({ url, text }) => ({ url, text, role, via: page.url }));

  const inventory = plan.columns?.filter(({ state }) => state !== "exempt");
  const turns = inventory
    ? inventory.toSorted((a, b) =>
        (a.readOn ?? "") < (b.readOn ?? "") ? -1 : (a.readOn ?? "") > (b.readOn ?? "") ? 1 : a.id - b.id,
      )
    : discoverColumns(home);
  const columns = await all(
    turns
      .slice(0, budget.column)
      .map(({ url, title }) => ({ url, text: title, role: "column" as const, via: home.url })),
  );

  const newest = [home, ...columns]
    .flatMap((page) => page.items.map((item) => ({ ...item, via: page.url })))
    .toSorted((a, b) => (a.date < b.date ? 1 : -1));
  await all(newest.map(({ url, title, via }) => ({ url, text: title, role: "article" as const, via })).slice(0, 40));
  for (const column of columns.filter(
    ({ items, linkText }) => items.length === 0 && !GUIDE_LIST.test(linkText ?? ""),
  )) {
    left.article = DATING;
    await all(linked(column, (text) => [...text].length >= 8, "article", DATING));
  }
  left.article = 0;

  const places = [home, ...columns];
  const from = (wanted: RegExp, role: PageRole) =>
    places.flatMap((page) => linked(page, (text) => wanted.test(text), role, left[role]));
  await all(from(CHANNEL, "interaction"));
  await all(from(REPORT, "report"));
  const reports = pages.filter(({ role }) => role === "report");
  for (const report of reports) await all(linked(report, (text) => REPORT.test(text), "report", left.report));
  const lists = await Promise.all(
    linked(home, (text) => GUIDE_LIST.test(text), "column", 1).map((target) => {
      left.column = Math.max(left.column, 1);
      return read(target).catch(() => undefined);
    }),
  );
  for (const list of [...lists, ...columns.filter(({ linkText }) => GUIDE_LIST.test(linkText ?? ""))])
    if (list) await all(linked(list, (text) => GUIDE.test(text) && [...text].length >= 5, "guide", left.guide));
  const documents = pages.flatMap((page) => linked(page, (_, url) => ATTACHMENT.test(url), "attachment", 2));
  await all([...linked(home, (_, url) => ATTACHMENT.test(url), "attachment", 2), ...documents]);
  await all(plan.revisit.map((url) => ({ url, text: "", role: "revisit", via: "" })));
  return pages;
}

import { defineCheck, finding, inconclusive, judged, notApplicable } from "./check.ts";
import type { Closing, Page } from "./evidence.ts";
import { CLOSING, ELSEWHERE } from "./reading/closing.ts";
import { bare, coreName, fold } from "./reading/text.ts";

/** Longer text that only mentions a closing is news of others: a notice is short, or stands in a heading. */
const LONG = 600;

/** `whole`: the notice stands on the page itself, so that what it leaves out is left out. */
type Notice = { text: string; whole: boolean };
function noticesOn(page: Page): Notice[] {
  const links = page.links.filter(({ kind }) => kind !== "img").map(({ text }) => fold(text));
  const texts = [page.title ?? "", ...page.paragraphs.map(({ text }) => text)].map(fold);
  const own = texts.filter((text) => text.length <= LONG && CLOSING.test(text));
  const linked = links.filter((text) => CLOSING.test(text));
  return [
    ...own.map((text) => ({ text, whole: !linked.some((link) => link !== "" && text.includes(link)) })),
    ...linked.map((text) => ({ text, whole: false })),
  ];
}

/** The page names the site that takes the content over: by its address, a link to it, or its name. */
function namesTarget(page: Page, { name, host }: NonNullable<Closing["target"]>): boolean {
  const plain = host.replace(/^www\./, "");
  if (page.links.some(({ url }) => URL.parse(url)?.hostname.replace(/^www\./, "") === plain)) return true;
  const texts = page.paragraphs.map(({ text }) => fold(text));
  return texts.some((text) => text.includes(plain) || bare(text).includes(coreName(name)));
}

const saysWhere = (page: Page, notices: readonly Notice[], closing: Closing | undefined): boolean =>
  closing?.target ? namesTarget(page, closing.target) : notices.some(({ text }) => ELSEWHERE.test(text));

export const closingNotice = defineCheck({
  meta: {
    id: "closing-notice",
    version: 1,
    level: "fault",
    scope: "visit",
    when: "each-visit",
    sensitive: false,
    indicators: ["N10"],
    automation: "ASSIST",
    title: { "zh-CN": "关停公告", en: "Notice of closing" },
    messages: {
      missing: {
        "zh-CN": "网站已申请关停，首页未悬挂关停公告（应自 {from} 起挂至 {until}）",
        en: "The site is being closed and its home page hangs no notice of it (due from {from} until {until})",
      },
      "no-target": {
        "zh-CN": "关停公告未写明内容迁往何处（{target}）",
        en: "The notice of closing does not say where the content goes ({target})",
        level: "warning",
      },
    },
  },
  needs: ["site", "page"],
  optional: ["rendered", "closing"],
  run({ site, page, rendered, closing }, _rules, { today }) {
    if (site.status !== "closing") return notApplicable("not-closing");
    // The day of the approval is for hanging it
    if (closing && today.toString() <= closing.from) return notApplicable("outside-notice-period");
    const pages = rendered ? [page, rendered] : [page];
    const shown = pages
      .map((one) => ({ page: one, notices: noticesOn(one) }))
      .filter(({ notices }) => notices.length > 0);
    if (shown.length === 0) {
      if (!page.complete) return inconclusive("unreadable");
      const data = { from: closing?.from ?? "—", until: closing?.until ?? "—" };
      return { outcome: "fail", findings: [finding("missing", data, { url: page.url })], unlooked: ["no-target"] };
    }
    if (shown.some((one) => saysWhere(one.page, one.notices, closing))) return judged([]);
    // Behind a link stands a page of its own, which may well say it
    const [first] = shown.flatMap(({ notices }) => notices);
    if (!page.complete || shown.some(({ notices }) => notices.some(({ whole }) => !whole)))
      return { outcome: "pass", unlooked: ["no-target"] };
    const target = closing?.target ? `${closing.target.name} ${closing.target.host}` : "—";
    return judged([finding("no-target", { target }, { url: page.url, excerpt: first?.text.slice(0, 100) ?? "" })]);
  },
});

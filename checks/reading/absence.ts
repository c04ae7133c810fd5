/**
 * When reading alone proves that a mark is missing. It does when the page was read to its end, its foot was found with
 * something of its own in it, and no script is left that could have written the mark unseen. Otherwise a browser has
 * to look, or the verdict stays open: a static reader that trusts itself blames sites whose foot is built by script.
 */
import { type Finding, finding, inconclusive, judged, type Verdict } from "../check.ts";
import { LIBRARY, type Page, type Script } from "../evidence.ts";
import { type Marks, readMarks } from "./marks.ts";

/** Hosts whose scripts count visitors, share pages or draw the marks themselves: none writes another mark. */
const HARMLESS_HOSTS =
  /^(?:dcs\.conac\.cn|zfwzgl\.www\.gov\.cn|hm\.baidu\.com|push\.zhanzhang\.baidu\.com|zz\.bdstatic\.com|[\w.-]+\.cnzz\.com|res\.wx\.qq\.com|ta\.trs\.cn|[\w.-]+\.google-analytics\.com)$/i;
const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).hostname : "");
const listed = (url: string) => HARMLESS_HOSTS.test(hostOf(url)) || LIBRARY.test(url);
/** Nothing that this script does can put a mark on the page unseen. */
const harmless = ({ url, read, opaque, loads }: Script) =>
  (url !== undefined && listed(url)) || (read && !opaque && loads.every(listed));

function readingProves(page: Page, marks: Marks): boolean {
  if (!page.complete || !page.footerFound || page.unreadFrames.length > 0) return false;
  const anchored =
    marks.organiser ??
    marks.contact ??
    marks.icp[0] ??
    marks.codes[0] ??
    marks.police[0] ??
    marks.feedback[0] ??
    marks.conac[0];
  if (!anchored) return false;
  return page.scripts.every(harmless);
}

/**
 * Judges one mark: `faults` says what is wrong with it where it is present, and undefined where it is not there.
 * The browser's page is asked only when the static one does not show the mark.
 */
export function judgeMark(
  { page, rendered }: { page: Page; rendered?: Page },
  faults: (marks: Marks, page: Page) => Finding[] | undefined,
): Verdict {
  const read = faults(readMarks(page), page);
  if (read) return judged(read);
  if (rendered) {
    const built = faults(readMarks(rendered), rendered);
    if (built) return judged(built);
    if (rendered.complete) return judged([missing(rendered)]);
  }
  if (readingProves(page, readMarks(page))) return judged([missing(page)]);
  return inconclusive(page.complete ? "no-browser" : "unreadable");
}

const missing = (page: Page) => finding("missing", {}, { url: page.url, place: "footer" });

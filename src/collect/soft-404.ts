/** Pages that say they are not there while the server says they are. */
import type { Page } from "../../checks/evidence.ts";

const NOT_THERE =
  /页面不存在|网页不存在|内容不存在|文章不存在|找不到(?:您|你)?(?:要|所)?(?:访问|查看|请求)?的?(?:页面|网页|文件|内容)|您(?:访问|查看|请求)的(?:页面|内容|网页)(?:不存在|已被?删除)|(?:页面|信息|文章)(?:已被?删除|已经?失效)|404\s*(?:not\s*found|错误|页面)|page\s+not\s+found/i;
/** A page that is missing says little else; an article may quote the words. */
const SOFT_404_CHARS = 600;

export function isSoft404(page: Pick<Page, "title" | "paragraphs">): boolean {
  const text = page.paragraphs
    .filter(({ inFooter }) => !inFooter)
    .map((line) => line.text)
    .join("\n");
  return NOT_THERE.test(page.title ?? "") || (text.length <= SOFT_404_CHARS && NOT_THERE.test(text));
}

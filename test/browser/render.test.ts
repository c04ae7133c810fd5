/** Real Chromium: what static reading leaves in doubt, and that the browser gets nowhere but through our client. */
import { afterAll, expect, test } from "vitest";
import { partyGovMark } from "../../checks/party-gov-mark.ts";
import { siteCode } from "../../checks/site-code.ts";
import { collectChain } from "../../src/collect/chain.ts";
import { createRenderer, findBrowser } from "../../src/collect/render.ts";
import { clientFor } from "../helpers/collectors.ts";
import { siteOf, TODAY, verdictOf } from "../helpers/judge.ts";
import { testSite } from "../helpers/site.ts";

const path = await findBrowser(process.env.BROWSER_PATH);
if (!path) throw new Error("no Chromium: install Debian's package chromium, or set BROWSER_PATH");
const PAGE = `<!doctype html><title>测试市</title><body><div id="footer"><p>主办单位：测试市人民政府</p><p id="late"></p></div>
<script>fetch("/foot.txt").then((r) => r.text()).then((t) => { document.getElementById("late").innerHTML = t; });</script>
<img src="http://127.0.0.1:9/outside.png">`;

const closers: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const close of closers) await close();
});

async function rendered(foot: string) {
  const site = await testSite(PAGE);
  closers.push(() => site[Symbol.asyncDispose]());
  site.answer((request, response) => {
    if (request.url === "/foot.txt") response.setHeader("content-type", "text/html; charset=utf-8").end(foot);
    else site.rest(request, response);
  });
  const { client } = clientFor(`127.0.0.1:${site.port} www.ceshi.gov.cn`);
  const renderer = createRenderer(client, path ?? "");
  closers.push(() => renderer.close());
  const { page } = await collectChain(client, {
    url: "http://www.ceshi.gov.cn/",
    lane: "page",
    limitMs: 5_000,
    today: TODAY,
  });
  const built = await renderer.render("http://www.ceshi.gov.cn/", TODAY);
  if (!page || !built) throw new Error("not read");
  return { page, built };
}

test("a mark that a script fetches is found, one that it does not is missing", async () => {
  const { page, built } = await rendered("网站标识码：5101000001");
  expect(verdictOf(siteCode, { page, site: siteOf() })).toEqual(["no-browser"]);
  expect(verdictOf(siteCode, { page, rendered: built.page, site: siteOf() })).toEqual(["pass"]);
  expect(verdictOf(partyGovMark, { page, rendered: built.page })).toEqual(["missing:fault"]);
  expect(Buffer.from(built.screenshot).subarray(1, 4).toString()).toBe("PNG");
});

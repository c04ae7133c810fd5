/** A small government site on loopback whose pages a test may change while it runs. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export type TestSite = {
  port: number;
  /** What the next requests get; the home page by default. */
  answer(handler: (request: IncomingMessage, response: ServerResponse) => void): void;
  requests: string[];
  /** The handler of everything but what a test replaced. */
  rest(request: IncomingMessage, response: ServerResponse): void;
  [Symbol.asyncDispose](): Promise<void>;
};
export type PageParts = { title?: string; body?: string; foot?: string; date?: string; code?: string };

const day = (back: number) => Temporal.Now.plainDateISO("Asia/Shanghai").subtract({ days: back }).toString();
/** All seven marks, with the forms that real pages use. */
export const FOOT = (
  code = "5101000001",
) => `<div id="footer"><p>主办单位：测试市人民政府办公室　联系电话：028-86600000</p>
<p>网站标识码：${code}　<a href="https://beian.miit.gov.cn/">蜀ICP备10014763号-1</a>
<a href="http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=51010002000123"><img src="/jh.png" alt="">川公网安备 51010002000123号</a></p>
<p><a href="http://bszs.conac.cn/sitename?method=show&id=0A1B2C3D4E5F60718293A4B5C6D7E8F9"><img src="/dzjg.png" alt="党政机关"></a>
<a href="https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=${code}&url=http%3A%2F%2Fwww.ceshi.gov.cn%2F"><img src="/jc.png" alt="我为政府网站找错"></a></p></div>`;

export function page({
  title = "测试市人民政府门户网站",
  body = "",
  foot,
  date = day(1),
  code,
}: PageParts = {}): string {
  const items = [1, 2, 3]
    .map((n) => `<li><a href="/a${n}.html">测试市召开第${n}次工作会议</a><span>${date}</span></li>`)
    .join("");
  return `<!doctype html><html><head><meta charset="utf-8"><title>${title}</title></head><body><h1>${title}</h1><ul>${items}</ul><div>${body}</div>${foot ?? FOOT(code)}</body></html>`;
}

export async function testSite(html: string = page()): Promise<TestSite> {
  const rest = (request: IncomingMessage, response: ServerResponse): void => {
    const path = request.url ?? "/";
    if (path === "/") response.setHeader("content-type", "text/html; charset=utf-8").end(html);
    else if (/^\/a\d\.html$/.test(path))
      response
        .setHeader("content-type", "text/html; charset=utf-8")
        .end(`<title>会议</title><p>会议在测试市召开，研究部署下一阶段的工作。</p>`);
    else if (path.endsWith(".png")) response.setHeader("content-type", "image/png").end(Buffer.from("89504e47", "hex"));
    else response.writeHead(404).end("not found");
  };
  let handler = rest;
  const requests: string[] = [];
  const server = createServer((request, response) => {
    requests.push(`${request.headers.host}${request.url}`);
    handler(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    answer(next) {
      handler = next;
    },
    requests,
    rest,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
/** The home page says this from now on; everything else of the site stays. */
export const home = (site: TestSite, text: string): void => {
  const rest = site.rest;
  site.answer((request, response) => {
    if (request.url === "/") response.setHeader("content-type", "text/html; charset=utf-8").end(text);
    else rest(request, response);
  });
};

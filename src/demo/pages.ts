import { extraMarkup, leakBody, reportBody, reportTitle } from "./extras.ts";
import { listMarkup } from "./lists.ts";
import { footMarkup, footScript, numbersOf } from "./marks.ts";
import type { Item } from "./stories.ts";
import { itemsOf } from "./stories.ts";
import type { Spec } from "./types.ts";

/** What a site answers at one path. */
export type Answer = { status: number; type: string; body: string; location?: string };

const menu = [
  ["/", "网站首页"],
  ["/xwdt/", "要闻动态"],
  ["/tzgg/", "通知公告"],
  ["/zwgk/", "政务公开"],
  ["/bsfw/", "办事服务"],
  ["/hdjl/", "互动交流"],
  ["/wzdt/", "网站地图"],
] as const;

const friends = [
  ["http://www.yunzhou.gov.cn/", "云州市人民政府"],
  ["http://www.qingshi.gov.cn/", "青石市人民政府"],
  ["http://www.jichuan.gov.cn/", "霁川市人民政府"],
  ["http://slt.linjiang.gov.cn/", "临江省水利厅"],
] as const;

const topics = [
  ["/ztzl/spaq/", "食品安全宣传周"],
  ["/ztzl/ggjy/", "广告监管专栏"],
  ["/ztzl/zljs/", "质量强市"],
  ["/ztzl/bzhgz/", "标准化工作"],
  ["/ztzl/xfwq/", "消费维权"],
] as const;

const style = 'body{margin:0 auto;width:1100px;font:14px/2 "Microsoft YaHei"}a{color:#333}.footer{text-align:center}';

const texts: Record<string, string> = {
  zwgk: "本栏目公开机构职能、领导分工、规划计划、财政预决算和依申请公开办法。需要获取其他信息的，可以当面或者来信提出申请。",
  bsfw: "办事人可以到服务窗口办理，也可以在网上提交材料。窗口开放时间为工作日上午九点至十二点、下午一点至五点。",
  hdjl: "欢迎通过本栏目提出咨询和建议。来信请写明事由和联系方式，工作人员将在五个工作日内答复。",
  wzdt: "以下列出本站全部栏目，点击名称即可进入。",
};

/** Every page of a site on a day, by path. */
export function pagesOf(spec: Spec, today: Temporal.PlainDate): Map<string, Answer> {
  const pages = new Map<string, Answer>();
  const items = itemsOf(spec, today);
  const put = (path: string, body: string, status = 200, type = "text/html") => pages.set(path, { status, type, body });
  const home = page(spec, today, "", homeBody(spec, items, today));
  const title = shownName(spec);
  switch (spec.look.entry) {
    case "frameset":
      put(
        "/",
        `<html><head>${charsetTag(spec)}<title>${title}</title></head>\n<frameset rows="*" frameborder="no">\n` +
          `<frame src="main.html" name="main" noresize>\n</frameset>\n<noframes><body></body></noframes></html>`,
      );
      put("/main.html", home);
      break;
    case "refresh":
      put("/", refreshTo(spec, "/index.html"));
      put("/index.html", home);
      break;
    case "script":
      put("/", '<html>\n<script language="javascript">\nwindow.location.href="/index.html";\n</script>\n</html>');
      put("/index.html", home);
      break;
    default:
      put("/", home);
      put("/index.html", home);
  }
  for (const item of items) put(item.path, page(spec, today, item.title, articleBody(item), item));
  for (const [path, name] of menu.slice(1)) put(path, page(spec, today, name, columnBody(spec, path, name, items)));
  const year = today.year - 1;
  put(`/nb/${year}.html`, page(spec, today, reportTitle(year), reportBody(spec, year)));
  if (spec.look.leak) put("/gs/mingdan.html", page(spec, today, "临时救助对象名单公示", leakBody));
  put("/css/style.css", style, 200, "text/css");
  if (spec.look.footer === "external") put("/js/foot.js", footScript(spec), 200, "application/javascript");
  if (spec.look.deadLinks) putDeadLinks(spec, today, pages);
  return pages;
}

function putDeadLinks(spec: Spec, today: Temporal.PlainDate, pages: Map<string, Answer>): void {
  const gone = '<p>对不起，您访问的页面不存在或者已经删除。</p><p><a href="/">返回首页</a></p>';
  const type = "text/html";
  const [missing, broken, moved, soft, hop] = topics.map(([path]) => path);
  pages.set(String(missing), { status: 404, type, body: "<h1>404 Not Found</h1>" });
  pages.set(String(broken), { status: 500, type, body: "<h1>Internal Server Error</h1>" });
  pages.set(String(moved), { status: 302, type, body: "", location: "/" });
  pages.set(String(soft), { status: 200, type, body: page(spec, today, "页面不存在", gone) });
  pages.set(String(hop), { status: 200, type, body: refreshTo(spec, "/ztzl/2019/xfwq.html") });
}

function refreshTo(spec: Spec, path: string): string {
  const tag = `<meta http-equiv="refresh" content="0;url=${path}">`;
  return `<html><head>${charsetTag(spec)}${tag}</head><body></body></html>`;
}

function shownName({ site, look }: Spec): string {
  return look.shownName ?? site.name;
}

function charsetTag({ look }: Spec): string {
  switch (look.encoding) {
    case "gb2312-label":
      return '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">';
    case "gb-unlabelled":
      return "";
    default:
      return '<meta charset="utf-8">';
  }
}

function page(spec: Spec, today: Temporal.PlainDate, heading: string, body: string, item?: Item): string {
  const { site, look } = spec;
  const name = shownName(spec);
  const code = look.siteCode === "none" ? "" : `<meta name="SiteIDCode" content="${numbersOf(spec).code}">\n`;
  const article = item
    ? `<meta name="ArticleTitle" content="${item.title}">\n` +
      `<meta name="PubDate" content="${item.date.toString()} 09:30">\n` +
      `<meta name="ContentSource" content="${name}">\n`
    : heading
      ? `<meta name="ColumnName" content="${heading}">\n<meta name="ColumnDescription" content="${heading}栏目">\n` +
        `<meta name="ColumnKeywords" content="${heading}">\n<meta name="ColumnType" content="${heading}">\n`
      : "";
  const head =
    `<head>\n${charsetTag(spec)}\n<title>${heading ? `${heading}-` : ""}${name}</title>\n` +
    `<meta name="SiteName" content="${name}">\n<meta name="SiteDomain" content="${new URL(site.url).hostname}">\n` +
    `${code}${article}<link rel="stylesheet" href="/css/style.css">\n</head>`;
  const links = menu.map(([path, label]) => `<a href="${path}">${label}</a>`);
  if (look.skeleton === "table") {
    return (
      '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" ' +
      '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n' +
      `<html xmlns="http://www.w3.org/1999/xhtml">\n${head}\n<body bgcolor="#ffffff">\n` +
      `<table width="1002" align="center">` +
      `<tr><td height="120"><font size="6"><b>${name}</b></font>${clock(spec, today)}</td></tr>\n` +
      `<tr><td bgcolor="#c00000">${links.join(" | ")}</td></tr>\n<tr><td>${body}</td></tr>\n` +
      `<tr><td align="center">${footMarkup(spec)}</td></tr></table>\n</body>\n</html>\n`
    );
  }
  return (
    `<!DOCTYPE html>\n<html lang="zh-CN">\n${head}\n<body>\n<div class="header"><a href="/">` +
    `<img src="/images/logo.png" alt="${name}"></a><h1>${name}</h1>${clock(spec, today)}</div>\n` +
    `<ul class="nav">${links.map((link) => `<li>${link}</li>`).join("")}</ul>\n<div class="main">\n${body}\n</div>\n` +
    `${footMarkup(spec)}\n</body>\n</html>\n`
  );
}

function clock({ look }: Spec, today: Temporal.PlainDate): string {
  if (!look.clock) return "";
  const weekday = "一二三四五六日".charAt(today.dayOfWeek - 1);
  return `<span class="date">今天是${today.year}年${today.month}月${today.day}日 星期${weekday}</span>`;
}

function homeBody(spec: Spec, items: Item[], today: Temporal.PlainDate): string {
  const { look, site } = spec;
  const news = items.filter((item) => item.column === "xwdt");
  const top = news[0];
  const parts = [
    look.domainNotice && site.campaign ? notice(site.campaign) : "",
    top ? `<div class="tt"><h2><a href="${top.path}">${top.title}</a></h2><p>${top.body.join("")}</p></div>` : "",
    listMarkup(look, "要闻动态", news),
    listMarkup(
      look,
      "通知公告",
      items.filter((item) => item.column === "tzgg"),
    ),
    look.deadLinks ? `<h3>专题专栏</h3><p>${linkRow(topics)}</p>` : "",
    `<p><a href="/nb/${today.year - 1}.html">${reportTitle(today.year - 1)}</a></p>`,
    look.leak
      ? `<ul><li><a href="/gs/mingdan.html">临时救助对象名单公示</a><span>${today.subtract({ days: 1 }).toString()}</span></li>` +
        `<li><a href="/nb/${today.year - 1}.html">${reportTitle(today.year - 1)}公布</a><span>${today.subtract({ days: 2 }).toString()}</span></li></ul>`
      : "",
    extraMarkup(spec),
    `<div class="yqlj">友情链接：${linkRow(friends)}</div>`,
    `<p class="copy">版权所有 &copy; ${today.year} 未经许可不得转载</p>`,
  ];
  return parts.filter(Boolean).join("\n");
}

function linkRow(links: readonly (readonly [string, string])[]): string {
  return links.map(([url, name]) => `<a href="${url}" target="_blank">${name}</a>`).join(" ");
}

function notice({ oldHost, newHost }: { oldHost: string; newHost: string }): string {
  return (
    '<div class="gg"><b>域名变更公告</b><p>按照政府网站域名管理要求，本网站启用新域名' +
    `<a href="http://${newHost}/">${newHost}</a>，原域名${oldHost}将停止使用，请更新收藏。</p></div>`
  );
}

function articleBody(item: Item): string {
  return (
    `<h2>${item.title}</h2>\n<p class="info">发布时间：${item.date.toString()} 09:30　来源：本站　责任编辑：李喆</p>\n` +
    `<div class="TRS_Editor" id="zoom">\n${item.body.map((text) => `<p>　　${text}</p>`).join("\n")}\n</div>`
  );
}

function columnBody(spec: Spec, path: string, name: string, items: Item[]): string {
  const column = path.slice(1, -1);
  const own = items.filter((item) => item.column === column);
  const rooted = {
    ...spec.look,
    urls: spec.look.urls === "trs" || !spec.look.urls ? ("info" as const) : spec.look.urls,
  };
  if (own.length > 0) return listMarkup(rooted, name, own);
  const map = column === "wzdt" ? menu.map(([to, label]) => `<p><a href="${to}">${label}</a></p>`).join("") : "";
  return `<h2>${name}</h2><p>${texts[column] ?? ""}</p>${map}`;
}

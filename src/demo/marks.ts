import { createHash } from "node:crypto";
import type { Spec } from "./types.ts";

/** The numbers of a site's marks, made from its code so that they stay the same from run to run. */
export function numbersOf({ site, look }: Spec) {
  const serial = Number(site.code.slice(-4)) + Number(site.code.slice(2, 6)) * 7;
  const tail = String(serial % 10000).padStart(4, "0");
  const year = 5 + (serial % 17);
  const subject = serial % 3 === 0 ? `${2000 + year}99${tail}` : `${String(year).padStart(2, "0")}99${tail}`;
  const police = `${site.code.slice(0, 6)}0200${tail}`;
  return {
    code: look.siteCode === "wrong" ? site.code.slice(0, 8) + [...site.code.slice(8)].reverse().join("") : site.code,
    icp: look.icp === "placeholder" ? "12345678" : subject,
    police,
    policeLinked: look.police === "mismatch" ? String(Number(police) + 17) : police,
    phone: `0829-6${String(100000 + ((serial * 3571) % 899999))}`,
    conacPath: `22/000/0000/4099${tail}`,
    conacId: createHash("md5").update(site.code).digest("hex").toUpperCase(),
  };
}

/** The marks at the foot of every page, as lines of markup; an empty line for a mark left out. */
export function footLines(spec: Spec): string[] {
  const { look } = spec;
  const numbers = numbersOf(spec);
  return [
    `${organiserLine(spec)}${contactLine(spec, numbers.phone)}`,
    codeLine(look.siteCode ?? "plain", numbers.code) + icpLine(look.icp ?? "plain", numbers.icp) + policeLine(spec),
    `${conacLine(spec)}${feedbackLine(spec)}`,
    "建议使用1366×768以上分辨率浏览本站",
  ];
}

function organiserLine({ site, look }: Spec): string {
  if (look.organiser === "none") return "";
  if (look.organiser === "spaced") {
    return `主办单位： ${site.organiser}&nbsp;&nbsp;&nbsp;承办：${site.region}数据局&nbsp;&nbsp;`;
  }
  return `主办单位：${site.organiser}　`;
}

function contactLine({ look }: Spec, phone: string): string {
  switch (look.contact) {
    case "none":
      return "政务服务便民热线：12345　违法和不良信息举报：12377";
    case "maintenance":
      return `网站维护电话:${phone}（工作日 9:00-17:00）`;
    case "site":
      return `联系方式：${phone}&nbsp;&nbsp;地址：人民路18号&nbsp;&nbsp;政务服务便民热线：12345`;
    default:
      return `联系电话：${phone}`;
  }
}

function codeLine(form: string, code: string): string {
  switch (form) {
    case "none":
      return "";
    case "space":
      return `政府网站标识码 ${code}　`;
    case "bracket":
      return `<span class="bsm">网站标识码:<em>${code}</em></span>&nbsp;`;
    default:
      return `网站标识码：${code}　`;
  }
}

function icpLine(form: string, number: string): string {
  const open = '<a href="https://beian.miit.gov.cn/" target="_blank">';
  switch (form) {
    case "none":
      return "";
    case "labelled":
      return `ICP备案序号：${open}蜀ICP备${number}号</a>　`;
    case "spans":
      return `${open}蜀<span>ICP</span>备<span>${number}</span>号<span>-1</span></a>&nbsp;`;
    default:
      return `${open}蜀ICP备${number}号-1</a>　`;
  }
}

function policeLine(spec: Spec): string {
  const { police, policeLinked } = numbersOf(spec);
  const icon = '<img src="/images/ghs.png" alt="">';
  const portal = `http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=${policeLinked}`;
  switch (spec.look.police) {
    case "none":
      return "";
    case "mps":
      return (
        `${icon}<a href="https://beian.mps.gov.cn/#/query/webSearch?code=${police}" rel="noreferrer">` +
        `川公网安备${police}号</a>`
      );
    case "bare":
      return `<a target="_blank" href="${portal}">${icon}公安机关备案号：${police}</a>`;
    default:
      return `<a target="_blank" href="${portal}">${icon}川公网安备 ${police}号</a>`;
  }
}

function conacLine(spec: Spec): string {
  const { conacPath, conacId } = numbersOf(spec);
  const script = `//dcs.conac.cn/js/${conacPath}/CA${conacPath.replaceAll("/", "")}0001.js`;
  const show = `bszs.conac.cn/sitename?method=show&id=${conacId}`;
  const rendered = (image: string) =>
    `<span id="_ideConac"><a href="//${show}" target="_blank"><img id="imgConac" vspace="0" hspace="0" border="0" ` +
    `src="//dcs.conac.cn/image/${image}.png" data-bd-imgshare-binded="1"></a></span>`;
  switch (spec.look.conac) {
    case "none":
      return "";
    case "link":
      return `<a href="http://${show.replace("&", "&amp;")}" target="_blank"><img src="/images/f_1_20171211.png"></a>`;
    case "span":
      return rendered("red");
    case "error":
      return rendered("red_error");
    default:
      return (
        '<script type="text/javascript">document.write(unescape("%3Cspan id=\'_ideConac\' %3E%3C/span%3E' +
        `%3Cscript src='http:${script}' type='text/javascript'%3E%3C/script%3E"));</script>`
      );
  }
}

function feedbackLine({ site, look }: Spec): string {
  const entry = `https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=${site.code}`;
  const image = '<img src="/images/jiucuo.png" alt="我为政府网站找错">';
  switch (look.feedback) {
    case "none":
      return "";
    case "link":
      return `<a href="${entry}&amp;url=${encodeURIComponent(site.url)}" target="_blank">${image}</a>`;
    case "file":
      return `<a href="${entry}&url=file%3A%2F%2F%2FC%3A%2FUsers%2Fdell%2FDesktop%2Findex.html">${image}</a>`;
    default:
      return (
        `<script id="_jiucuo_" sitecode='${site.code}' ` +
        "src='https://zfwzgl.www.gov.cn/exposure/jiucuo.js'></script>"
      );
  }
}

/** The foot as it stands in the page: written out, or left to a script. */
export function footMarkup(spec: Spec): string {
  switch (spec.look.footer) {
    case "inline":
      return `<div id="footer"><script>\nvar ln = "";\n${scriptLines(spec)}\ndocument.write(ln);\n</script></div>`;
    case "external":
      return '<div id="footer"></div>\n<script src="/js/foot.js"></script>';
    default:
      return `<div class="footer">\n${footLines(spec)
        .map((line) => `<p>${line}</p>`)
        .join("\n")}\n</div>`;
  }
}

/** The file /js/foot.js of a site whose foot is kept in one script for all pages. */
export function footScript(spec: Spec): string {
  return (
    `var ln = "";\n${scriptLines(spec)}\ndocument.getElementById("footer").innerHTML = ln;\n` +
    `document.write("<script id=\\"_jiucuo_\\" sitecode=\\"${spec.site.code}\\" ` +
    'src=\\"https://zfwzgl.www.gov.cn/exposure/jiucuo.js\\"><\\/script>");\n'
  );
}

function scriptLines(spec: Spec): string {
  const look =
    spec.look.footer === "external" ? { ...spec.look, feedback: "none" as const, conac: "span" as const } : spec.look;
  return footLines({ ...spec, look })
    .map((line) => `ln += ${JSON.stringify(`<p>${line}</p>`).replaceAll("</", "<\\/")};`)
    .join("\n");
}

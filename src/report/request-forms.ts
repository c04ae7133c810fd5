/** The forms of requests: one to refuse, one for each kind; and the list as a file. */
import { csvFile } from "./findings.ts";
import type { Told } from "./requests.ts";

type Text = { "zh-CN": string; en: string };
type Field = { name: string; label: Text; kind: "text" | "date"; hint: Text };
type Form = {
  id: string;
  title: Text;
  fields: readonly Field[];
  line(answers: Readonly<Record<string, string>>): string;
};

const field = (name: string, label: [string, string], hint: [string, string], kind: Field["kind"] = "text"): Field => ({
  name,
  label: { "zh-CN": label[0], en: label[1] },
  kind,
  hint: { "zh-CN": hint[0], en: hint[1] },
});
const SITE = field("site", ["网站", "Site"], ["名称、标识码或域名", "a name, code or domain"]);
const REASON = field("reason", ["原因", "Reason"], ["机构改革", "reform of the body"]);

export const requestForms: readonly Form[] = [
  {
    id: "request-refuse",
    title: { "zh-CN": "不予批准", en: "Refuse" },
    fields: [
      field("request", ["申请编号", "Request"], ["3", "3"]),
      field("why", ["理由", "Reason"], ["材料不全", "papers are missing"]),
    ],
    line: ({ request = "", why = "" }) => `/request ${request} refuse ${why}`,
  },
  {
    id: "request-close",
    title: { "zh-CN": "申请永久下线", en: "Ask to close" },
    fields: [SITE, REASON],
    line: ({ site = "", reason = "" }) => `/request close ${site} because ${reason}`,
  },
  {
    id: "request-merge",
    title: { "zh-CN": "申请整合迁移", en: "Ask to merge" },
    fields: [SITE, field("target", ["迁入网站", "Into"], ["上级门户网站", "the portal"]), REASON],
    line: ({ site = "", target = "", reason = "" }) => `/request merge ${site} into ${target} because ${reason}`,
  },
  {
    id: "request-suspend",
    title: { "zh-CN": "申请临时下线", en: "Ask to suspend" },
    fields: [
      SITE,
      field("from", ["下线日期", "From"], ["12月1日", "1 Dec"], "date"),
      field("until", ["恢复日期", "Back on"], ["12月10日", "10 Dec"], "date"),
      REASON,
    ],
    line: ({ site = "", from = "", until = "", reason = "" }) =>
      `/request suspend ${site} from ${from} until ${until} because ${reason}`,
  },
  {
    id: "request-rename",
    title: { "zh-CN": "申请更名", en: "Ask to rename" },
    fields: [SITE, field("name", ["新名称", "New name"], ["云州市民政局网站", "the new name"]), REASON],
    line: ({ site = "", name = "", reason = "" }) => `/request rename ${site} to ${name} because ${reason}`,
  },
  {
    id: "request-move",
    title: { "zh-CN": "申请变更域名", en: "Ask for another domain" },
    fields: [SITE, field("host", ["新域名", "New host"], ["mzj.yunzhou.gov.cn", "mzj.yunzhou.gov.cn"]), REASON],
    line: ({ site = "", host = "", reason = "" }) => `/request move ${site} to ${host} because ${reason}`,
  },
  {
    id: "request-open",
    title: { "zh-CN": "申请开设", en: "Ask to open" },
    fields: [
      field("url", ["首页网址", "Address"], ["http://mzj.yunzhou.gov.cn", "http://mzj.yunzhou.gov.cn"]),
      field("name", ["网站名称", "Name"], ["云州市民政局网站", "the site's name"]),
      field("organiser", ["主办单位", "Organiser"], ["云州市民政局", "the unit that answers for it"]),
      REASON,
    ],
    line: ({ url = "", name = "", organiser = "", reason = "" }) =>
      `/request open ${url} ${name} organiser=${organiser.replace(/\s+/g, "")} because ${reason}`,
  },
];

export const requestFile = (all: readonly Told[]) =>
  csvFile(
    "requests.csv",
    all.map(({ request, site }) => [
      request.id,
      request.kind,
      request.state,
      site?.name ?? request.data.row?.name ?? "",
      request.day,
    ]),
  );

/**
 * The marks that 国办发〔2017〕47号 asks of every page's foot, as real pages write them. Patterns look only at candidate
 * text (the foot, and lines that speak of a record or an organiser), at links and at script tags.
 */
import type { Link, Page } from "../evidence.ts";
import { fold } from "./text.ts";

const PROVINCE = "京津沪渝冀豫云滇辽黑湘皖鲁新苏浙赣鄂桂甘陇晋蒙陕吉闽贵黔粤川蜀青藏琼宁";
const CODE = /^(?:bm\d{8}|(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-6])\d{8})$/i;
/** Some call it 标识号 or 识别号. */
const CODE_LABEL = /(?:标\s*识\s*[码号]|识\s*别\s*[码号])\s*[为是]?\s*[:：（(/|]?\s*((?:bm)?\d{6,14})(?!\d)/gi;
const ICP = new RegExp(
  `[(（]?([${PROVINCE}])[)）]?\\s*ICP\\s*[备備证證]?\\s*[:：]?\\s*(?:[案字]?号?第?)?\\s*[:：]?\\s*(\\d{10}|\\d{8})(?!\\d)\\s*号?(?:\\s*[-—–－]\\s*(\\d{1,4}))?`,
  "gi",
);
/** Telecom licences that stand in the record's place. */
const ICP_LICENCE = new RegExp(
  `([${PROVINCE}])\\s*ICP\\s*[备備证證]?\\s*[:：]?\\s*([A-Z]\\d-\\d{8}(?:-\\d{1,4})?)`,
  "gi",
);
const POLICE = new RegExp(
  `([${PROVINCE}])\\s*公\\s*(?:网\\s*)?安\\s*(?:联?网\\s*)?(?:备|備)\\s*(?:案号?)?\\s*第?\\s*[:：]?\\s*(\\d{5}\\s?\\d{9}|\\d{11,14})(?!\\d)\\s*号?`,
  "g",
);
const POLICE_BARE = /公安(?:机关)?(?:网站|联网)?备案(?:编?号)?\s*[:：]?\s*(\d{14})(?!\d)/g;
const POLICE_LINK =
  /beian\.gov\.cn\/portal\/registersysteminfo\?recordcode=(\d*)|beian\.mps\.gov\.cn\/#\/query\/websearch\?code=(\d*)/i;
const CONAC_LINK = /bszs\.conac\.cn\/sitename\?(?:[^"'\s]*&(?:amp;)?)?id=([0-9a-f]{32})/i;
/** Without its scheme where a script chose that at run time. */
const CONAC_SCRIPT = /dcs\.conac\.cn\/js\/(\d{2})\/(\d{3})\/(\d{4})\/(\d{8})\/CA(\d{21})\.js/i;
const CONAC_IMAGE = /\/\/dcs\.conac\.cn\/image\/(red|blue)(_error)?\.png/i;
const FEEDBACK_LINK = /([\w.-]+)\/exposure\/jiucuo\.html\?([^"'\s>]*)/i;
const FEEDBACK_SCRIPT = /([\w.-]+)\/exposure\/jiucuo\.js/i;
/** A copy of the script that a site serves itself. */
const FEEDBACK_COPY = /\/jiucuo[\w.]*\.js/i;
const FEEDBACK_IMAGE = /([\w.-]+)\/exposure\/images\/jiucuo\.png(?:\?v=((?:bm)?\d{8,10}))?/i;
const FEEDBACK_LEGACY = /\/\/(zfwzxx\.www\.gov\.cn)\/check_web\/errorInfo\/jcInfo\//i;
const STOPS =
  "承\\s*办|协\\s*办|主管单位|技术支持|运行维护|运维(?:单位|[:：])|维护单位|网站维护(?:单位|电话|[:：])|联系|地址|电话|邮编|备案|版权|网站标识码";
const ORGANISER = [
  new RegExp(`主\\s*办\\s*(?:单\\s*位|方|机构)?\\s*[:：]\\s*([^\\s|,，;；:：]{2,40}?)(?=${STOPS}|$|[\\s|,，;；])`),
  // The name before the words, by what names of offices end in; after them stands an address as often as a name
  /(?:^|[\s©|：:])([\p{Script=Han}()（）·]{3,38}(?:政府|[局委厅办院会部署处馆所站社]|办公[室厅]|中心|法院|检察院|大学|学院))\s*版\s*权\s*所\s*有/u,
  new RegExp(
    `版\\s*权\\s*(?:所\\s*有|归属?)\\s*[:：©]?\\s*([\\p{Script=Han}()（）·]{4,40}?)(?=${STOPS}|未经|$|[^\\p{Script=Han}()（）·])`,
    "u",
  ),
  /(?:©|copyright)[\s\d©@—–-]*([\p{Script=Han}()（）·]{4,40}?)(?=版权|保留|$|[^\p{Script=Han}()（）·])/iu,
];
/** Only at a page's foot: in the news "由某厅主办" names the organiser of an event. */
const ORGANISER_AFTER = /([\p{Script=Han}()（）·]{4,40}?)\s*主\s*办(?![:：\p{Script=Han}])(?!\s+[:：])/u;
const PHONE =
  /(?:联\s*系|电\s*话|热\s*线|维\s*护|技术支持|传\s*真|邮\s*编|Tel)[^\n]{0,24}?(\(?0\d{2,3}\)?\s*[-—－–]{0,3}\s*\d{7,8}|1[3-9]\d{9}|400-?\d{3}-?\d{4}|(?<![\d-])[2-9]\d{6,7}(?!\d))/i;
const MAIL = /(?:邮\s*[箱件]|电\s*邮|信\s*箱|e-?mail)[^\n]{0,12}?([\w.+-]+(?:@|#|\(at\)| at )[\w-]+(?:\.[\w-]+)+)/i;
/** At a page's foot an address needs no label. */
const BARE_MAIL = /([\w.+-]+@[\w-]+(?:\.[\w-]+)+)/;
const PUBLIC_LINES = /举报|12345|12377|12388/;
/** A counter of visitors is no telephone. */
const COUNTER = /^\s*[位次人个]/;
const WORTH_READING =
  /标\s*识\s*[码号]|识\s*别\s*[码号]|ICP|公\s*(?:网\s*)?安|备\s*案|主\s*办|主\s*管|版\s*权|联\s*系|电\s*话|维\s*护|技\s*术\s*支\s*持|邮\s*[箱件]|电\s*邮|e-?mail/i;

const RECORD = /ICP|安备|标识/i;

export type Marks = {
  /** Well-formed codes with where they stand; the label in the foot first. */
  codes: { code: string; from: "text" | "meta" | "feedback" }[];
  /** What stands behind the label but is no code. */
  malformedCodes: string[];
  icp: { text: string; number: string }[];
  police: { text: string; number: string }[];
  /** Numbers in links to the police record; empty where the link carries none. */
  policeLinks: { url: string; number: string }[];
  conac: { kind: "link" | "script" | "image"; id: string; error: boolean; consistent: boolean }[];
  /** An icon that speaks of the mark and links nowhere: weak evidence. */
  conacIcon: boolean;
  feedback: { host: string; code: string; url: string; address: string }[];
  organiser: string | null;
  contact: string | null;
  recordLinks: string[];
};

function* matches(pattern: RegExp, texts: readonly string[]) {
  for (const text of texts) yield* text.matchAll(pattern);
}

const unique = <T>(list: T[], key: (value: T) => string): T[] => [...new Map(list.map((v) => [key(v), v])).values()];

function readCodes(texts: readonly string[], page: Page, feedback: Marks["feedback"]) {
  const labelled = [...matches(CODE_LABEL, texts)].map((m) => (m[1] ?? "").toLowerCase());
  const meta = page.metas.siteidcode?.trim().toLowerCase();
  const codes: Marks["codes"] = [
    ...labelled.filter((code) => CODE.test(code)).map((code) => ({ code, from: "text" as const })),
    ...(meta && CODE.test(meta) ? [{ code: meta, from: "meta" as const }] : []),
    ...feedback.filter(({ code }) => CODE.test(code)).map(({ code }) => ({ code, from: "feedback" as const })),
  ];
  return {
    codes: unique(codes, ({ code, from }) => from + code),
    malformedCodes: unique(
      [...labelled, ...(meta ? [meta] : [])].filter((code) => !CODE.test(code)),
      String,
    ),
  };
}

function readConac(links: readonly Link[], page: Page): Marks["conac"] {
  const found: Marks["conac"] = [];
  for (const { url } of links) {
    if (!url.includes("conac.cn")) continue;
    const link = CONAC_LINK.exec(url);
    if (link) found.push({ kind: "link", id: link[1] ?? "", error: false, consistent: true });
    const image = CONAC_IMAGE.exec(url);
    if (image) found.push({ kind: "image", id: "", error: image[2] !== undefined, consistent: true });
  }
  for (const { url } of page.scripts) {
    const script = url ? CONAC_SCRIPT.exec(url) : null;
    if (!script) continue;
    const [, a, b, c, d, id = ""] = script;
    found.push({ kind: "script", id, error: false, consistent: id.startsWith(`${a}${b}${c}${d}`) });
  }
  return found;
}

function readFeedback(links: readonly Link[], page: Page): Marks["feedback"] {
  const found: Marks["feedback"] = [];
  for (const { url } of links) {
    // The patterns below begin anywhere: most addresses are told apart by a look for the word
    if (!/jiucuo|errorinfo/i.test(url)) continue;
    const link = FEEDBACK_LINK.exec(url);
    if (link) {
      const query = new URLSearchParams((link[2] ?? "").replaceAll("&amp;", "&"));
      found.push({ host: link[1] ?? "", code: query.get("site_code") ?? "", url, address: query.get("url") ?? "" });
    }
    const image = FEEDBACK_IMAGE.exec(url);
    if (image) found.push({ host: image[1] ?? "", code: image[2] ?? "", url, address: "" });
    const legacy = FEEDBACK_LEGACY.exec(url);
    if (legacy) found.push({ host: legacy[1] ?? "", code: "", url, address: "" });
  }
  for (const { url, attributes } of page.scripts) {
    const script = url ? FEEDBACK_SCRIPT.exec(url) : null;
    if (script && url) found.push({ host: script[1] ?? "", code: attributes.sitecode ?? "", url, address: "" });
    else if (url && attributes.sitecode && (attributes.id === "_jiucuo_" || FEEDBACK_COPY.test(url)))
      found.push({ host: CURRENT_FEEDBACK_HOST, code: attributes.sitecode, url, address: "" });
  }
  return found;
}

/** What stands after a copyright sign where no name does. */
const NO_NAME = /未经|许可|转载|保留|不得|建议|浏览|版权|热线|地址|电话|(?:网|网站|平台|频道|门户)$/;

/** Past this, a match is a sentence that ran on, not a name. */
const organiserIn = (texts: readonly string[], feet: readonly string[]): string | null => {
  for (const pattern of [...ORGANISER, ORGANISER_AFTER])
    for (const text of pattern === ORGANISER_AFTER ? feet : texts) {
      const name = pattern.exec(text)?.[1]?.replace(/^[:：·\s]+/, "");
      if (name && /\p{Script=Han}{2}/u.test(name) && !NO_NAME.test(name)) return name;
    }
  return null;
};

/** A telephone or an address of mail that the line gives for the site; none of a counter's or a public line's. */
function contactOf(part: string): string | undefined {
  for (const pattern of [PHONE, MAIL, BARE_MAIL]) {
    const found = pattern.exec(part)?.[1];
    if (!found) continue;
    const at = part.indexOf(found);
    const other = PUBLIC_LINES.test(part.slice(Math.max(0, at - 8), at)) || COUNTER.test(part.slice(at + found.length));
    if (!other) return found;
  }
  return undefined;
}
function contactIn(texts: readonly string[], links: readonly Link[]): string | null {
  for (const text of texts)
    for (const part of text.split(/[;；。|]|\s{2,}/)) {
      const found = contactOf(part);
      if (found) return found;
    }
  return links.find(({ text }) => text.length <= 16 && /联\s*系\s*(?:我们|方式|电话)$/.test(text))?.url ?? null;
}

const memo = new WeakMap<Page, Marks>();

/** Every mark on a page, read once however many checks ask. */
export function readMarks(page: Page): Marks {
  const known = memo.get(page);
  if (known) return known;
  const lines = page.paragraphs.filter(
    ({ text, inFooter }) => inFooter || (text.length <= 600 && WORTH_READING.test(text)),
  );
  const feet = lines.filter((line) => line.inFooter).map(({ text }) => fold(text));
  const others = lines.filter((line) => !line.inFooter).map(({ text }) => fold(text));
  // The foot first: what stands there is meant as a mark, elsewhere it may be talked about. Joined last: a label may
  // stand in one cell and its value in the next
  // What a picture's link says of itself counts as shown
  const titled = page.links.filter(({ text }) => text.length <= 60 && RECORD.test(text)).map(({ text }) => fold(text));
  const texts = [...feet, ...others, ...titled, feet.slice(0, 80).join(" ")];
  const feedback = readFeedback(page.links, page);
  const police = [
    ...[...matches(POLICE, texts)].map((m) => ({
      text: fold(m[0]).replace(/\s/g, ""),
      number: (m[2] ?? "").replace(/\s/g, ""),
    })),
    ...[...matches(POLICE_BARE, texts)].map((m) => ({ text: m[0].replace(/\s/g, ""), number: m[1] ?? "" })),
  ];
  const marks: Marks = {
    ...readCodes(texts, page, feedback),
    icp: unique(
      [
        ...[...matches(ICP, texts)].map((m) => ({
          text: `${m[1]}ICP备${m[2]}号${m[3] ? `-${m[3]}` : ""}`,
          number: m[2] ?? "",
        })),
        ...[...matches(ICP_LICENCE, texts)].map((m) => ({ text: `${m[1]}ICP备${m[2]}`, number: m[2] ?? "" })),
      ],
      ({ text }) => text,
    ),
    police: unique(police, ({ number }) => number),
    policeLinks: page.links.flatMap(({ url }) => {
      const found = POLICE_LINK.exec(url);
      return found ? [{ url, number: found[1] ?? found[2] ?? "" }] : [];
    }),
    conac: readConac(page.links, page),
    conacIcon: page.links.some(
      ({ url, text, kind }) => kind === "img" && /党政机关|政府机关标识|conac/i.test(`${text} ${url}`),
    ),
    feedback,
    organiser: organiserIn(texts, feet),
    // Where there is a foot, what stands elsewhere is somebody else's number
    contact: contactIn(feet.length > 0 ? texts.slice(0, feet.length).concat(texts.slice(-1)) : texts, page.links),
    recordLinks: page.links
      .filter(({ url }) => /mi+t?beian\.gov\.cn|miitbeian|beian\.miit/i.test(url))
      .map(({ url }) => url),
  };
  memo.set(page, marks);
  return marks;
}

export const CURRENT_FEEDBACK_HOST = "zfwzgl.www.gov.cn";

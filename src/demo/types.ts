/** A site of the demo fleet as the rest of the product sees it. */
export type DemoSite = {
  code: string;
  name: string;
  url: string;
  kind: string;
  region: string;
  parentRegion: string;
  organiser: string;
  supervisor: string;
  status: string;
  /** Defects seeded on purpose: the check id that must report it and a plain note; empty on a clean site. */
  defects: { check: string; level: "veto" | "fault" | "warning"; note: string; words?: string[] }[];
  /** What must not be blamed on the site: check ids expected inconclusive. */
  inconclusive?: string[];
  /** Former names with the civil date of the change. */
  formerNames?: { name: string; until: string }[];
  /** Part in the domain clean-up: old host, new host, date by which the notice must hang on the home page. */
  campaign?: { oldHost: string; newHost: string; noticeBy: string };
  /** Misses to seed in each of the last 7 days, of 24 probes a day. */
  seededMisses?: number[];
};

/** A news item or notice before it has a date and an address. */
export type Story = { title: string; body: string[] };

/** How a site is built and how it answers; every field left out takes the plain, faultless form. */
export type Look = {
  layout?: "ul" | "table" | "dl" | "split" | "records" | "slash" | "shortYear" | "inlineDate";
  urls?: "trs" | "art" | "post" | "info" | "shtml" | "content" | "aspx";
  skeleton?: "div" | "table";
  footer?: "plain" | "inline" | "external";
  conac?: "script" | "link" | "span" | "error" | "none";
  feedback?: "script" | "link" | "file" | "none";
  police?: "link" | "mps" | "bare" | "mismatch" | "none";
  icp?: "plain" | "labelled" | "spans" | "placeholder" | "none";
  siteCode?: "plain" | "bracket" | "space" | "wrong" | "none";
  organiser?: "plain" | "spaced" | "none";
  contact?: "phone" | "maintenance" | "site" | "none";
  encoding?: "utf-8" | "gb2312-label" | "gb-unlabelled";
  /** The charset is named in the Content-Type header too. */
  headerCharset?: boolean;
  compress?: "gzip" | "br";
  entry?: "frameset" | "refresh" | "script";
  clock?: boolean;
  behaviour?: "hang" | "refuse" | "503" | "521" | "412" | "tls";
  /** The server refuses HEAD. */
  noHead?: boolean;
  /** Days by which every item is older than it should be. */
  staleDays?: number;
  /** The home page hangs the notice of the new domain name. */
  domainNotice?: boolean;
  deadLinks?: boolean;
  /** The name shown in title and header, where it is not the registered one. */
  shownName?: string;
  /** Injected: a link that nobody sees, another page for crawlers. */
  hiddenLink?: boolean;
  cloaked?: boolean;
  /** Left by careless people: whole ID numbers in a list, an advertising network's script. */
  leak?: boolean;
  advert?: boolean;
  headline?: Story;
  extra?: Story[];
};

export type Spec = { site: DemoSite; field: string; look: Look };

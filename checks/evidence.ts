/**
 * What checks may look at. **Seen** inputs come from one visit (src/collect), **known** ones from what the office
 * already holds (src/oversight/dossier.ts). Plain frozen data: civil dates as YYYY-MM-DD, times in milliseconds.
 */

/** How reaching an address can fail: a closed list. What waiting cannot mend is not tried again. */
export const FAILURES = {
  "dns-not-found": { retry: false },
  "dns-failed": { retry: true },
  "address-refused": { retry: false },
  "connection-refused": { retry: true },
  "connection-reset": { retry: true },
  "host-unreachable": { retry: true },
  timeout: { retry: true },
  "tls-failed": { retry: false },
  "redirect-loop": { retry: false },
  "too-many-redirects": { retry: false },
  "bad-redirect": { retry: false },
  "bad-response": { retry: true },
  "http-error": { retry: true },
  "too-large": { retry: false },
  "not-html": { retry: false },
  "soft-404": { retry: false },
} as const satisfies Record<string, { retry: boolean }>;
export type Failure = keyof typeof FAILURES;

/** opened and missed enter the weekly ratio; the other three are counted and shown beside it. */
export type ProbeOutcome = "opened" | "missed" | "declined" | "unmeasured" | "disputed";

export type Hop = {
  url: string;
  /** What led here: the address asked for, an HTTP redirect, a meta refresh, a script that only sets the location, a frame. */
  via: "asked" | "http" | "meta" | "script" | "frame";
  status?: number;
  address?: string;
  ms: number;
};

export type Chain = {
  asked: string;
  hops: Hop[];
  outcome: Exclude<ProbeOutcome, "disputed">;
  failure?: Failure;
  /** Which protection answered in place of the site, e.g. `jsl`, `rs`, `cloudflare`, `forbidden`. */
  declinedBy?: string;
  finalUrl: string;
  status?: number;
  /** From connecting to complete HTML over all hops; waiting for politeness is not counted. */
  ms: number;
  headers: Record<string, string>;
  /** Whence it was looked at, where the office named its vantages; at a second look the one that missed first comes first. */
  vantages?: string[];
};

/** Known libraries draw nothing by themselves; only their own names count, `jquery.footer.js` is the site's code. */
export const LIBRARY =
  /\/(?:jquery|bootstrap|swiper|vue|react|layui|layer|echarts|respond|html5|html5shiv|superslide|jquery\.superslide|slick|animate|wow|qrcode|zepto|require|polyfill)(?:[.-](?:v?\d[\d.]*|min|slim|bundle|global|prod|pack|all|migrate|cookie|easing|lazyload|superslide|nicescroll|validate|qrcode|marquee))*\.js(?:\?|$)/i;

/** How a link is kept from the eyes of visitors. */
export type HiddenBy = "display" | "offscreen" | "size" | "colour" | "marquee";
export type Link = {
  url: string;
  text: string;
  place: string;
  rel?: string;
  kind: "a" | "img" | "area" | "frame";
  hidden?: HiddenBy;
};
export type Paragraph = { text: string; place: string; inFooter: boolean };
/** One entry of a list: a link with a date of publication beside it or in its address; `created` is the day in its address. */
export type ListItem = {
  title: string;
  url: string;
  date: string;
  from: "text" | "url";
  list: number;
  created: string | null;
};
export type Script = {
  url?: string;
  /** Head, body or footer: only a script after the head can write where it stands. */
  place: "head" | "body" | "footer";
  attributes: Record<string, string>;
  /** Its text was read, inline or fetched; what it would write by constant strings is part of the page. */
  read: boolean;
  /** It writes what it asks a server for or computes at run time: what that will be cannot be told by reading. */
  opaque: boolean;
  /** Further scripts that it adds to the page. */
  loads: string[];
};

/** Why a page was read beside the home page; a revisit is one on which a finding stands. */
export const PAGE_ROLES = [
  "second-level",
  "column",
  "article",
  "guide",
  "interaction",
  "report",
  "attachment",
  "revisit",
] as const;
export type PageRole = (typeof PAGE_ROLES)[number];

export type Page = {
  url: string;
  /** Absent on the home page. */
  role?: PageRole;
  /** The words of the link that led here. */
  linkText?: string;
  /** The page on which that link stands. */
  via?: string;
  status: number;
  charset: string;
  /** What decided: the header, a byte order mark, the page's meta, the content, or a wrong label set right. */
  charsetFrom: "header" | "bom" | "meta" | "content" | "corrected";
  title: string | null;
  /** The first main heading in the body. */
  heading: string | null;
  metas: Record<string, string>;
  paragraphs: Paragraph[];
  links: Link[];
  items: ListItem[];
  scripts: Script[];
  /** Style sheets, media and frames that the page asks for. */
  resources: string[];
  /** HTML that constant strings of scripts would write, decoded. */
  written: string;
  footerFound: boolean;
  /** Frames of the page that were not read: what stands in them is unknown. */
  unreadFrames: string[];
  /** Read to its last byte: a page cut at a limit proves nothing by what it lacks. */
  complete: boolean;
  bytes: number;
};

export type Tls =
  | { kind: "plain" }
  | {
      kind: "tls";
      protocol: string;
      validFrom: string | null;
      validTo: string | null;
      names: string[];
      issuer: string;
      selfSigned: boolean;
      /** Why a browser would refuse the certificate, as OpenSSL words it; null when it would not. */
      refused: string | null;
      nameMatches: boolean;
    };

export type Dns = {
  host: string;
  a: string[];
  aaaa: string[];
  failure?: Failure;
  /** The question for IPv6 addresses was not answered. */
  aaaaUnknown?: boolean;
  /** Whether the IPv6 address takes connections; unmeasured where our own line has no IPv6. */
  reach6?: "open" | "closed" | "unmeasured";
};

export type LinkVerdict = {
  url: string;
  text: string;
  place: string;
  /** The page on which it stands. */
  on: string;
  inside: boolean;
  state: "alive" | "dead" | "soft-404" | "lands-home" | "declined" | "unmeasured";
  status?: number;
  failure?: Failure;
  /** Of a page on another site: its title and the beginning of its text. */
  title?: string;
  sample?: string;
};

/** What the statistics, or an external checker, take for a slip; the sentence shows why. */
export type Suspicion = {
  wrong: string;
  right: string;
  sentence: string;
  score: number;
  by: "statistics" | "external";
  url: string;
  place: string;
};
/** The home page as others are shown it: a search engine's crawler, and a visitor who comes from one. */
export type Views = { crawler?: Page; visitor?: Page };
/** A file that must not be there, and the beginning of what it holds. */
export type Exposed = { url: string; status: number; sample: string };
/** What a page looks like from afar, for telling whether it became another one. */
export type Portrait = {
  title: string;
  chars: number;
  links: number;
  /** Registrable domains of links that lead away, and of scripts, sorted. */
  linkDomains: string[];
  scriptDomains: string[];
  /** Sorted hashes of the words of its links: how much of them is still there. */
  words: string[];
};

export type Site = {
  id: number;
  code: string | null;
  name: string;
  url: string;
  host: string;
  organiser: string | null;
  supervisor: string | null;
  region: string | null;
  status: string;
};
export type Kind = { name: string; tier: string; portal: boolean };
/** Names the site has borne, newest first; `until` is the civil date of the change. */
export type FormerName = { name: string; until: string };
/** Counts of one civil day, as the weekly rule counts them. */
export type ProbeDay = {
  day: string;
  opened: number;
  missed: number;
  declined: number;
  unmeasured: number;
  disputed: number;
};
export type Campaign = { oldHost: string; newHost: string; noticeFrom: string; noticeUntil: string };
/** A closing that was approved: the days on which its notice hangs, and the site that takes the content over. */
export type Closing = { from: string; until: string; target: { name: string; host: string } | null };
/** What reviewers said is no fault on this site: check, message and key of dismissed findings. */
export type Allowance = { check: string; message: string; key: string };

export const COLUMN_TYPES = ["news", "notice", "yearly", "other"] as const;
export const COLUMN_STATES = ["discovered", "confirmed", "exempt"] as const;
/** One row of the site's inventory of columns; only confirmed ones can count towards a veto. */
export type Column = {
  id: number;
  url: string;
  title: string;
  type: (typeof COLUMN_TYPES)[number];
  state: (typeof COLUMN_STATES)[number];
  /** The office's own interval in days, where it set one. */
  days: number | null;
  newest: string | null;
  blank: boolean;
  readOn: string | null;
};
/**
 * An article as it was first seen, on its own page (title, body, date) and as a line of a list: the two may date it
 * differently, so each is compared with itself only. Null where it was not seen there.
 */
export type Article = {
  url: string;
  title: string;
  read: { titleHash: string; bodyHash: string; date: string } | null;
  listed: { titleHash: string; date: string } | null;
  seenOn: string;
};

export type FleetSite = {
  name: string;
  host: string;
  code: string | null;
  organiser: string | null;
  region: string | null;
  portal: boolean;
  status: string;
};
/** The whole registry, shared by all sites; `version` changes with it. */
export type Fleet = { version: string; byHost: ReadonlyMap<string, FleetSite>; organisers: readonly string[] };

export const TERM_KINDS = ["forbidden", "outdated", "advertising", "person", "renamed", "allowed"] as const;
/**
 * What the office supplies. forbidden, outdated, advertising: a wording (`instead` says what to write).
 * person: a name with its office in `instead`. renamed: a unit's old name, `instead` the new one, from `since`.
 * allowed: never a slip, on this site or everywhere.
 */
export type Term = { kind: (typeof TERM_KINDS)[number]; text: string; instead: string | null; since: string | null };
/** `quiet` are pairs (wrong→right) that reviewers dismissed too often to be shown again. */
export type Terms = { version: string; terms: readonly Term[]; quiet: readonly string[] };
/** A person looked at what no machine can judge. */
export type Checkin = { check: string; day: string; outcome: "ok" | "fault"; note: string; by: string };

export type Seen = {
  chain: Chain;
  page: Page;
  tls: Tls;
  dns: Dns;
  links: LinkVerdict[];
  /** Pages beside the home page: columns, articles, guides, forms, attachments, each with its role. */
  pages: Page[];
  /** The page as a browser built it, fetched only for what reading leaves in doubt. */
  rendered: Page;
  suspicions: Suspicion[];
  views: Views;
  exposed: Exposed[];
  /** Whether the name that a campaign gives up still serves pages. */
  oldHost: { host: string; answers: boolean };
};
export type Known = {
  site: Site;
  kind: Kind;
  names: FormerName[];
  probeDays: ProbeDay[];
  allowances: Allowance[];
  campaign: Campaign;
  closing: Closing;
  articles: Article[];
  columns: Column[];
  baseline: Portrait;
  fleet: Fleet;
  terms: Terms;
  checkins: Checkin[];
  /** The office's secret under which personal numbers become keys. */
  salt: string;
};
export type Inputs = Seen & Known;
export type InputName = keyof Inputs;

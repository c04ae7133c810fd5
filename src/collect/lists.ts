/**
 * Finds lists while a page streams by: an item is the smallest element that holds a link and a date, a list is the
 * smallest that holds two items. Dates far from links, clocks and deadlines fall out by themselves.
 */
import type { ListItem } from "../../checks/evidence.ts";
import { isPartOfDate, readDate, readDateInTitle, readDateInUrl } from "./dates.ts";

type Target = { url: string; title: string };
type Token = { link: Target } | { date: string } | { item: ListItem };
/** Nearly all elements hold neither link nor date: they get no list of their own. */
type Frame = { own: string; tokens: Token[] };
const NONE: Token[] = [];

/** More links than this around one date make no item: that is a header with today's date. */
const LINKS_A_DATE = 4;
const MAX_TOKENS = 400;
/** A link this short is "more »" or a page number. */
const MIN_TITLE = 4;
/** Where only addresses carry dates, a law linked by its name or a statement of the site is no news. */
const HEADLINE = 8;
const URL_LIST = 0;
/** Links that stand beside a clock or a forecast. */
const NO_NEWS = /天气|繁体|简体|无障碍|长者|关怀版|登录|注册|日历|English/;

const isLink = (token: Token): token is { link: Target } => "link" in token;
const isDate = (token: Token): token is { date: string } => "date" in token;
const isItem = (token: Token): token is { item: ListItem } => "item" in token;

function titled(links: Target[]): Target | undefined {
  return links.reduce<Target | undefined>(
    (best, link) => (!best || link.title.length > best.title.length ? link : best),
    undefined,
  );
}

/** Pairs dates with the links before them, or after them where the date comes first. */
function pair(tokens: Token[], today: Temporal.PlainDate): ListItem[] {
  const dates = tokens.filter(isDate).length;
  const links = tokens.filter(isLink).length;
  if (dates === 0 || links === 0 || links > dates * LINKS_A_DATE) return [];
  const make = (date: string, around: Target[]): ListItem[] => {
    const link = titled(around);
    return link && link.title.length >= MIN_TITLE && !NO_NEWS.test(link.title)
      ? [{ ...link, date, from: "text", list: -1, created: readDateInUrl(link.url, today) }]
      : [];
  };
  const items: ListItem[] = [];
  const datesFirst = tokens.findIndex(isDate) < tokens.findIndex(isLink);
  let around: Target[] = [];
  let date: string | undefined;
  for (const token of tokens) {
    if (isLink(token)) around.push(token.link);
    else if (isDate(token)) {
      if (datesFirst && date) items.push(...make(date, around));
      if (!datesFirst) items.push(...make(token.date, around));
      date = token.date;
      around = [];
    }
  }
  if (datesFirst && date) items.push(...make(date, around));
  return items;
}

export function createLists(today: Temporal.PlainDate) {
  const stack: Frame[] = [{ own: "", tokens: [] }];
  const found: ListItem[] = [];
  const linked = new Map<string, Target>();
  let nextList = URL_LIST + 1;
  /** Lists repeat few days many times. */
  const dates = new Map<string, string | null>();
  const dateOf = (own: string): string | null => {
    const known = dates.get(own);
    if (known !== undefined) return known;
    const read = readDate(own.trim(), today);
    dates.set(own, read);
    return read;
  };

  /** Turns what an element holds into items and, where it holds several, into a list; the rest is for its parent. */
  const settle = ({ tokens }: Frame): Token[] => {
    if (tokens.length === 1) return tokens;
    const loose = tokens.some(isDate) && tokens.some(isLink);
    const items = tokens.filter(isItem).map(({ item }) => item);
    if (loose) items.push(...pair(tokens, today));
    else if (items.length === 0) return tokens;
    if (items.length < 2) return loose ? items.map((item) => ({ item })) : tokens;
    const list = nextList++;
    for (const item of items) {
      item.list = list;
      found.push(item);
    }
    return loose ? [] : tokens.filter((token) => !isItem(token));
  };

  return {
    open() {
      stack.push({ own: "", tokens: NONE });
    },
    text(chunk: string) {
      const frame = stack.at(-1);
      if (frame && frame.own.length < 120) frame.own += chunk;
    },
    /** Closes the innermost element; `link` where it was a link, which in the foot is no news. */
    close(link?: Target, inFoot = false) {
      const frame = stack.pop();
      const parent = stack.at(-1);
      if (!frame || !parent) return;
      let passedUp = false;
      if (link) {
        const inTitle = frame.tokens.some(isDate) ? null : readDateInTitle(link.title, today);
        frame.tokens = [{ link: inTitle ? { ...link, title: inTitle.title } : link }, ...frame.tokens];
        if (inTitle) frame.tokens.push({ date: inTitle.date });
        if (!inFoot && link.title.length >= HEADLINE && !linked.has(link.url)) linked.set(link.url, link);
      } else if (/\d/.test(frame.own)) {
        const date = dateOf(frame.own);
        if (date) frame.tokens = [...frame.tokens, { date }];
        else if (isPartOfDate(frame.own)) passedUp = true;
      }
      if (passedUp) parent.own += ` ${frame.own} `;
      if (frame.tokens.length === 0) return;
      const rest = settle(frame);
      if (rest.length === 0) return;
      if (parent.tokens === NONE) parent.tokens = [...rest];
      else if (parent.tokens.length + rest.length <= MAX_TOKENS) parent.tokens.push(...rest);
    },
    done(): ListItem[] {
      while (stack.length > 1) this.close();
      const [page] = stack;
      if (page) settle(page);
      if (found.length > 0) return found;
      // Where no list carries dates, the days of creation in the addresses must do
      return [...linked.values()].flatMap((link): ListItem[] => {
        const date = readDateInUrl(link.url, today);
        return date ? [{ ...link, date, from: "url", list: URL_LIST, created: date }] : [];
      });
    },
  };
}

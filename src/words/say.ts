/** From message ids to a language. The catalogues are typed by the Chinese one, so a missing key does not compile. */
import type { Value } from "../card.ts";
import { en } from "./en.ts";
import type { Entry, Locale } from "./entry.ts";
import { zhCN } from "./zh-CN.ts";

export type Catalogue = ReadonlyMap<string, Entry>;

export type Words = {
  say(phrase: Value, locale: Locale): string;
  has(id: string, locale: Locale): boolean;
  keys(locale: Locale): string[];
};

/** `extra` holds what stays in its units: messages of checks, usage lines of commands. */
export function createWords(extra: Readonly<Record<Locale, Readonly<Record<string, Entry>>>>, zone: string): Words {
  const catalogues: Record<Locale, Catalogue> = {
    "zh-CN": new Map(Object.entries({ ...zhCN, ...extra["zh-CN"] })),
    en: new Map(Object.entries({ ...en, ...extra.en })),
  };
  const plurals = { "zh-CN": new Intl.PluralRules("zh-CN"), en: new Intl.PluralRules("en") };
  const numbers = { "zh-CN": new Intl.NumberFormat("zh-CN"), en: new Intl.NumberFormat("en") };
  const lists = { "zh-CN": new Intl.ListFormat("zh-CN"), en: new Intl.ListFormat("en") };
  const days = formats({ year: "numeric", month: "long", day: "numeric", weekday: "short" });
  const times = formats({
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });

  function formats(options: Intl.DateTimeFormatOptions) {
    const make = (locale: Locale, timeZone: string) => new Intl.DateTimeFormat(locale, { ...options, timeZone });
    return {
      day: { "zh-CN": make("zh-CN", "UTC"), en: make("en", "UTC") },
      at: { "zh-CN": make("zh-CN", zone), en: make("en", zone) },
    };
  }
  function value(given: Value, locale: Locale): string {
    if (typeof given === "string") return given;
    if (typeof given === "number") return numbers[locale].format(given);
    if (Array.isArray(given)) return lists[locale].format(given.map((one) => value(one, locale)));
    if ("day" in given) return days.day[locale].format(new Date(`${given.day}T00:00:00Z`));
    if ("at" in given) return times.at[locale].format(new Date(given.at));
    return sentence(given.say, given.with ?? {}, locale);
  }
  function sentence(id: string, data: Record<string, Value>, locale: Locale): string {
    const entry = catalogues[locale].get(id);
    // A test finds every missing key; should one slip through, its id says more than nothing
    if (entry === undefined) return id;
    const n = data.n;
    const template =
      typeof entry === "string"
        ? entry
        : entry[plurals[locale].select(typeof n === "number" ? n : 2) === "one" ? "one" : "other"];
    return template.replace(/\{(\w+)(?:\|([\w.-]+))?\}/g, (whole, name: string, prefix: string | undefined) => {
      const given = data[name];
      if (given === undefined) return whole;
      return prefix ? sentence(`${prefix}.${String(given)}`, {}, locale) : value(given, locale);
    });
  }
  return {
    say: (phrase, locale) => value(phrase, locale),
    has: (id, locale) => catalogues[locale].has(id),
    keys: (locale) => [...catalogues[locale].keys()],
  };
}
export type { Entry, Locale } from "./entry.ts";
export { LOCALES } from "./entry.ts";

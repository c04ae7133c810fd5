/** What people write after `/round <verb>`: a period, options, a reason, and what is left. */

import type { Queries } from "../../../db/open.ts";
import { kinds } from "../../../db/sites.ts";
import type { By, Quota } from "../../../db/tables-rounds.ts";
import { refuse } from "../refusal.ts";
import { seekRegion } from "../seek.ts";
import { type Layer, layerOf, readRoundName, type Wanted } from "./rounds.ts";

const EXAMPLE = "/round draw 2026Q4 ratio=50% min=5";
const OPTIONS = {
  ratio: ["ratio", "比例"],
  total: ["total", "总数"],
  min: ["min", "每地区"],
  by: ["by", "分层"],
  seed: ["seed", "种子"],
  layer: ["layer", "层级"],
  region: ["region", "地区"],
} as const;
type Option = keyof typeof OPTIONS;
const BY: Record<By, string[]> = {
  "kind-region": ["kind-region", "kind×region", "类别×地区"],
  region: ["region", "地区"],
  kind: ["kind", "类别"],
  all: ["all", "不分层"],
};
const optionOf = (word: string) =>
  (Object.keys(OPTIONS) as Option[]).find((name) => OPTIONS[name].some((one) => one === word.toLowerCase()));

export type RoundWords = {
  period: string | undefined;
  number: number | undefined;
  options: Partial<Record<Option, string>>;
  each: Record<string, number>;
  rest: string[];
  reason: string | undefined;
};
/** A kind and a region of one stratum, as people write both: 市级部门网站/云州市. */
const stratumOf = (name: string) => name.replace(/[/×｜]/u, "|");

export function readRoundWords(words: readonly string[], today: Temporal.PlainDate): RoundWords {
  const at = words.findIndex((word) => /^(?:because|因为?|理由[:：]?)$/i.test(word));
  const [given, why] = at < 0 ? [words, []] : [words.slice(0, at), words.slice(at + 1)];
  const read: RoundWords = {
    ...{ period: undefined, number: undefined, options: {}, each: {}, rest: [] },
    reason: why.join(" ").trim() || undefined,
  };
  for (const word of given) {
    const [, name = "", value = ""] = /^([^=＝]+)[=＝](.+)$/u.exec(word) ?? [];
    const option = name ? optionOf(name) : undefined;
    const meant = name || read.period !== undefined || read.rest.length > 0 ? undefined : readRoundName(word, today);
    if (meant) Object.assign(read, { period: meant.period.name, number: meant.number });
    else if (option) read.options[option] = value;
    else if (name && /^\d{1,6}$/.test(value)) read.each[stratumOf(name)] = Number(value);
    else if (!/^(?:quota|配额)$/i.test(word)) read.rest.push(word);
  }
  return read;
}

const whole = (option: Option, text: string | undefined, least: number): number | undefined => {
  if (text === undefined) return undefined;
  const n = /^\d{1,6}$/.test(text) ? Number(text) : -1;
  return n >= least ? n : refuse("refuse.round-option", { option, value: text }, EXAMPLE);
};
/** `50%`, `33.33%`, `0.5`, in basis points. */
export function readRatio(text: string): number | undefined {
  const [, digits = "", sign] = /^(\d{1,3}(?:\.\d{1,4})?)\s*([%％])?$/.exec(text.trim()) ?? [];
  if (!digits) return undefined;
  const points = Math.round(Number(digits) * (sign || Number(digits) > 1 ? 100 : 10_000));
  return points >= 1 && points <= 10_000 ? points : undefined;
}

/** Named strata say by themselves what strata are made of. */
async function byOf(q: Queries, given: string | undefined, names: readonly string[]): Promise<By> {
  if (given !== undefined)
    return (
      (Object.keys(BY) as By[]).find((one) => BY[one].includes(given.toLowerCase())) ??
      refuse("refuse.round-option", { option: "by", value: given }, EXAMPLE)
    );
  if (names.length === 0 || names.every((name) => name.includes("|"))) return "kind-region";
  const all = new Set((await kinds(q)).map(({ name }) => name));
  return names.every((name) => all.has(name)) ? "kind" : "region";
}
/** The quota asked for; undefined where nothing was said of it. */
export async function quotaOf(q: Queries, { options, each }: RoundWords): Promise<Quota | undefined> {
  const ratio = options.ratio === undefined ? undefined : readRatio(options.ratio);
  if (options.ratio !== undefined && ratio === undefined)
    return refuse("refuse.round-option", { option: "ratio", value: options.ratio }, EXAMPLE);
  const total = whole("total", options.total, 1);
  const min = whole("min", options.min, 0) ?? 0;
  const names = Object.keys(each);
  if (ratio === undefined && total === undefined && min === 0 && names.length === 0) return undefined;
  return {
    by: await byOf(q, options.by, names),
    ...(ratio === undefined ? {} : { ratio }),
    ...(total === undefined ? {} : { total }),
    ...(names.length > 0 ? { each } : {}),
    min,
  };
}

/** The provincial layer, unless a region that checks itself is named. */
export async function layerIn(q: Queries, { options }: RoundWords): Promise<Layer & { region: string | undefined }> {
  const self = options.layer !== undefined && /^(?:self|自查|市州自查)$/i.test(options.layer);
  if (options.layer !== undefined && !self && !/^(?:provincial|省级|抽查)$/i.test(options.layer))
    refuse("refuse.round-option", { option: "layer", value: options.layer }, EXAMPLE);
  if (options.region === undefined)
    return self
      ? refuse("refuse.round-region", {}, "/round draw 2026Q4 ratio=50% layer=self region=云州市")
      : { ...layerOf(null), region: undefined };
  const region = (await seekRegion(q, options.region)) ?? refuse("refuse.round-no-region", { words: options.region });
  return { ...layerOf(region.id), region: region.name };
}
export async function wantedIn(q: Queries, read: RoundWords): Promise<Wanted & { region: string | undefined }> {
  return { ...(await layerIn(q, read)), period: read.period, number: read.number };
}

import { officeNews, officeNotices, portalNews, portalNotices } from "./content.ts";
import type { Look, Spec, Story } from "./types.ts";

/** A story with its date and its address on the site. */
export type Item = { title: string; body: string[]; date: Temporal.PlainDate; path: string; column: "xwdt" | "tzgg" };

const newsAges = [1, 2, 3, 5, 6, 8, 10, 13];
const noticeAges = [2, 4, 7, 12, 19, 26];

/** The news and notices of a site as they stand on a day, newest first in each column. */
export function itemsOf(spec: Spec, today: Temporal.PlainDate): Item[] {
  const { look } = spec;
  const office = spec.field !== "";
  const seed = Number(spec.site.code.slice(2)) % 97;
  const pool = rotate(office ? officeNews : portalNews, seed);
  const news = [...(look.headline ? [look.headline] : []), ...pool].slice(0, newsAges.length);
  const notices = rotate(office ? officeNotices : portalNotices, seed);
  const more = look.extra ?? [];
  return [
    ...dated(spec, [...news.slice(0, 3), ...more, ...news.slice(3)].slice(0, 8), newsAges, "xwdt", today),
    ...dated(spec, notices, noticeAges, "tzgg", today),
  ];
}

function dated(
  spec: Spec,
  stories: Story[],
  ages: number[],
  column: Item["column"],
  today: Temporal.PlainDate,
): Item[] {
  return stories.map((story, index) => {
    const date = today.subtract({ days: (ages[index] ?? 30) + (spec.look.staleDays ?? 0) });
    const id = 10465581 + Number(spec.site.code.slice(2, 6)) + index * 7 + (column === "tzgg" ? 400 : 0);
    const body = story.body.map((text) => fill(text, spec));
    return { title: fill(story.title, spec), body, date, column, path: pathOf(spec.look, column, date, id) };
  });
}

function fill(text: string, { site, field }: Spec): string {
  return text.replaceAll("{地}", site.region).replaceAll("{局}", site.name).replaceAll("{务}", field);
}

function pathOf(look: Look, column: string, date: Temporal.PlainDate, id: number): string {
  const [year = "", month = "", day = ""] = date.toString().split("-");
  switch (look.urls ?? "trs") {
    case "trs":
      return `/${column}/${year}${month}/t${year}${month}${day}_${id}.html`;
    case "art":
      return `/art/${year}/${date.month}/${date.day}/art_${column === "xwdt" ? 101 : 102}_${id}.html`;
    case "post":
      return `/content/post_${id}.html`;
    case "info":
      return `/info/${column === "xwdt" ? 1783 : 1790}/${id}.htm`;
    case "shtml":
      return `/jichuan/${column}/${year}/${month}/${day}/${id}.shtml`;
    case "content":
      return `/${year}-${month}/${day}/content_${id}.htm`;
    case "aspx":
      return `/Item/${id}.aspx`;
  }
}

function rotate<T>(list: readonly T[], by: number): T[] {
  const cut = by % list.length;
  return [...list.slice(cut), ...list.slice(0, cut)];
}

/** 《政府网站工作年度报表》 (国办函〔2018〕12号) as sites publish it: where it is linked, and what the table says. */
import type { Link, Page } from "../evidence.ts";
import { bare, fold } from "./text.ts";

const FORM = /网站(?:工作)?年度(?:工作)?(?:报表|报告)|网站(?:工作)?年报|网站工作报表|年度(?:工作)?报表/;
/** The overseers' own form, and the report on open government, are others. */
const OTHER = /监管|信息公开/;
const DOCUMENT = /\.(?:docx?|xlsx?|pdf|wps|et)(?:$|[?#])/i;

export const isForm = (text: string) => FORM.test(fold(text)) && !OTHER.test(text);
export const isDocument = (url: string) => DOCUMENT.test(url);

const NUMERALS = "〇一二三四五六七八九";
/** The year as digits or as 二〇二五; never a part of a longer number. */
export function saysYear(text: string, year: number): boolean {
  const written = [...String(year)].map((digit) => NUMERALS[Number(digit)]).join("");
  return new RegExp(`(?<!\\d)${year}(?!\\d)|${written}`).test(fold(text).replace(/[○零Ｏ]/g, "〇"));
}

const namesOf = (page: Page) => [
  page.title ?? "",
  page.heading ?? "",
  page.linkText ?? "",
  page.metas.articletitle ?? "",
];
/** A page about forms, perhaps of several years or sites: the year alone names one there. */
export const isFormColumn = (page: Page) => namesOf(page).some(isForm);
/** The form itself, of this year, as a page of its own. */
export function isFormPage(page: Page, year: number): boolean {
  if (page.role === "attachment") return false;
  const names = namesOf(page);
  if (names.some((name) => isForm(name) && saysYear(name, year))) return true;
  const head = page.paragraphs.slice(0, 40).map(({ text }) => text);
  return (
    page.role === "report" &&
    page.paragraphs.some(({ text }) => isForm(text)) &&
    fieldsOf(page).present.length >= HALF &&
    head.some((text) => text.length < 60 && saysYear(text, year))
  );
}
/** Links that stand for the form of this year. */
export const formLinks = (page: Page, year: number): Link[] =>
  page.links.filter(
    ({ text, url, kind }) =>
      kind !== "img" &&
      kind !== "frame" &&
      /^https?:/.test(url) &&
      !OTHER.test(text) &&
      saysYear(text, year) &&
      (isForm(text) || isFormColumn(page)),
  );

const FIELDS: Readonly<Record<string, RegExp>> = {
  网站名称: /网站名称/,
  首页网址: /首页网址|网站网址|首页地址|网址/,
  主办单位: /主办单位/,
  网站类型: /网站类[型别]/,
  网站标识码: /标识码/,
  ICP备案号: /ICP备案/i,
  公安机关备案号: /公安(?:机关)?(?:联网|网站)?备案/,
  独立用户访问总量: /独立用户访问/,
  网站总访问量: /总访问量|网站访问量/,
  信息发布: /信息发布|信息更新/,
  专栏专题: /专栏|专题/,
  解读回应: /解读/,
  办事服务: /办事服务|服务事项/,
  互动交流: /互动|留言/,
  安全防护: /安全/,
  移动新媒体: /新媒体|微博|微信|移动/,
  创新发展: /创新/,
};
/** With fewer of the fields in its text the table is a picture or a file: nothing is known of it. */
export const HALF = Math.ceil(Object.keys(FIELDS).length / 2);

export function fieldsOf(page: Page): { present: string[]; missing: string[] } {
  const text = page.paragraphs
    .filter(({ inFooter }) => !inFooter || page.role === "report")
    .map((one) => bare(one.text))
    .join("\n");
  const present = Object.keys(FIELDS).filter((field) => FIELDS[field]?.test(text));
  return { present, missing: Object.keys(FIELDS).filter((field) => !present.includes(field)) };
}

/** A count as tables write it: 1234, 1,234, １２３４条. Undefined where it is anything else. */
export function readCount(text: string): number | undefined {
  const plain = /^(\d{1,3}(?:[,，]\d{3})+|\d{1,12})\s*(?:条|篇|个|次)?$/.exec(fold(text))?.[1];
  return plain === undefined ? undefined : Number(plain.replace(/[,，]/g, ""));
}

const TOTAL = /^总数/;
const PARTS = [/^概况类信息更新量/, /^政务动态信息更新量/, /^信息公开目录信息更新量/];
const AFTER_LABEL = /^[^:：(（\d]*(?:[(（][^)）]*[)）])?\s*[:：]?\s*/;

/**
 * What was published in the year: the total and its three classes. Undefined unless each of the four has its number in
 * its own line or in the next one.
 */
export function publishedOf(page: Page): { total: number; parts: number[] } | undefined {
  const lines = page.paragraphs.map(({ text }) => fold(text));
  const valueAt = (at: number): number | undefined => {
    if (at < 0) return undefined;
    const own = (lines[at] ?? "").replace(AFTER_LABEL, "");
    return own === "" ? readCount(lines[at + 1] ?? "") : readCount(own);
  };
  const heading = lines.findIndex((line) => /^信息发布/.test(line));
  const total = heading < 0 ? undefined : valueAt(lines.findIndex((line, at) => at > heading && TOTAL.test(line)));
  const parts = PARTS.flatMap(
    (label) => valueAt(lines.findIndex((line, at) => at > heading && label.test(line))) ?? [],
  );
  return total === undefined || parts.length < PARTS.length ? undefined : { total, parts };
}

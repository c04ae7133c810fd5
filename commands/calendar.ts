import { type Card, say } from "../src/card.ts";
import {
  type CalendarPlan,
  importCalendar,
  movedOrders,
  readCalendarFile,
  readCalendarYear,
  readNotice,
  resetCalendar,
} from "../src/oversight/calendar.ts";
import { refuse } from "../src/oversight/refusal.ts";
import { mayActEverywhere } from "../src/oversight/rights.ts";
import { calendarCard, calendarFault, movedParts } from "../src/report/calendar.ts";
import type { Command, Context } from "./command.ts";

const EXAMPLE = "/calendar 2026";
const NOTICE = "/calendar import 2027 一、元旦：1月1日（周五）至3日（周日）放假，共3天。";
/** Faults named in one answer; the first ones show what is wrong with the rest. */
const FAULTS = 5;

async function planOf({ files }: Context, year: number | undefined, text: string): Promise<CalendarPlan> {
  const [file] = files;
  const plan = file ? await readCalendarFile(file.bytes, year) : readNotice(text, year);
  if (plan) return plan;
  if (file) return refuse("refuse.calendar-file", { name: file.name }, NOTICE);
  return refuse(text ? "refuse.calendar-notice" : "refuse.calendar-nothing", {}, NOTICE);
}

async function takeIn(context: Context, given: string): Promise<Card> {
  const { q, rights, actor, clock } = context;
  if (!mayActEverywhere(rights, "admin")) refuse("refuse.role", { role: say("role.admin") });
  const [, digits, text = ""] = /^(?:(\d{4})年?(?![\d年月.-]|部分))?\s*([\s\S]*)$/u.exec(given) ?? [];
  const year = digits ? Number(digits) : undefined;
  const { days, faults } = await planOf(context, year, text);
  // Half a calendar would move deadlines unseen: it is taken whole or not at all
  if (faults.length > 0)
    refuse("refuse.calendar-faults", { faults: faults.slice(0, FAULTS).map(calendarFault), n: faults.length }, NOTICE);
  const { years, ends, ...counts } = await importCalendar(q, days, { actor: actor.identity, at: clock.now() });
  return {
    title: say("calendar.imported", { years: years.map(String), ...counts }),
    parts: [...movedParts(await movedOrders(q)), { kind: "note", text: say("calendar.ends", { year: String(ends) }) }],
    buttons: years.slice(0, 1).map((one) => ({ label: say("calendar.show"), command: `/calendar ${one}` })),
  };
}

async function reset({ q, rights, actor, clock }: Context, given: string): Promise<Card> {
  if (!mayActEverywhere(rights, "admin")) refuse("refuse.role", { role: say("role.admin") });
  const year = /^(\d{4})年?$/.exec(given)?.[1];
  if (!year) return refuse("refuse.calendar-form", { words: given }, "/calendar reset 2027");
  const gone = await resetCalendar(q, Number(year), { actor: actor.identity, at: clock.now() });
  if (gone === 0) refuse("refuse.calendar-none", { year }, `/calendar ${year}`);
  return { title: say("calendar.reset", { year, n: gone }), parts: movedParts(await movedOrders(q)) };
}

export const calendar: Command = {
  meta: {
    name: "calendar",
    aliases: ["日历", "节假日"],
    usage: {
      "zh-CN": "[年份] | import [年份] <放假通知原文，或附 CSV、XLSX：日期、类型（休、班）、名称> | reset <年份>",
      en: "[year] | import [year] <text of the notice, or CSV or XLSX attached: date, type (off, work), name> | reset <year>",
    },
    summary: {
      "zh-CN": "节假日和调休上班日，导入新一年的放假安排",
      en: "Holidays and make-up days; import a new year's",
    },
    example: EXAMPLE,
    role: "viewer",
    files: "admin",
  },
  async run(context) {
    const words = context.words.trim();
    const [, verb = "", rest = ""] = /^(import|导入|reset|撤销)\s*([\s\S]*)$/iu.exec(words) ?? [];
    if (/^(?:import|导入)$/i.test(verb)) return { card: await takeIn(context, rest.trim()) };
    if (verb) return { card: await reset(context, rest.trim()) };
    const year = words === "" ? context.clock.today().year : Number(/^(\d{4})年?$/.exec(words)?.[1] ?? Number.NaN);
    if (!(year >= 2004 && year <= 2100)) return refuse("refuse.calendar-form", { words }, EXAMPLE);
    return { card: calendarCard(year, await readCalendarYear(context.q, year)) };
  },
};

/** The door to bulletins: from a period to its document, its files and its card, or to what stands in the way. */
import { type Card, say } from "../card.ts";
import { AppError } from "../errors.ts";
import { collectFigures } from "../oversight/bulletin/collect.ts";
import { countersFor, type Naming } from "../oversight/bulletin/counters.ts";
import type { Clock } from "../oversight/clock.ts";
import { lifeFigures } from "../oversight/life-figures.ts";
import { type Period, readPeriod } from "../oversight/period.ts";
import { refuse } from "../oversight/refusal.ts";
import type { Words } from "../words/say.ts";
import { faultPhrase } from "./bulletin/card.ts";
import { type Bulletin, composeBulletin, withMeasures } from "./bulletin/compose.ts";
import { composeForm, type Span } from "./bulletin/form.ts";
import type { Template } from "./bulletin/template.ts";
import { templateIn } from "./bulletin/template-file.ts";
import { findingPhrase } from "./findings.ts";
import type { Queries } from "./store.ts";

export { bulletinCard } from "./bulletin/card.ts";
/** `office`: 发文机关 where the figures name none; `template` is read when it is wanted. */
export type Issue = Naming & { template(): Template };
/** As the configuration has it; a document is Chinese whatever language the channel speaks. */
export const createIssue = (office: string, dataDir: string, words: Pick<Words, "say">): Issue => ({
  office,
  template: () => templateIn(dataDir),
  textOf: ({ check, message, data }) => words.say(findingPhrase({ checkId: check, messageId: message, data }), "zh-CN"),
  checkName: (id) => words.say(say(`check.${id}`), "zh-CN"),
});

const LOAD = "npx xuncha figures 2018Q4 figures.json";

/** The template in force, or a refusal that names its faults. */
export function needTemplate({ template }: Issue): Template {
  try {
    return template();
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "TEMPLATE_INVALID") throw error;
    return refuse("refuse.bulletin-template", { faults: error.data.faults ?? [] });
  }
}

/** Refused where nothing is known of the period, where its figures contradict themselves, or where nobody signs. */
export async function needBulletin(q: Queries, period: Period, clock: Clock, issue: Issue): Promise<Bulletin> {
  const found = await collectFigures(q, period, countersFor(clock, issue), issue.office);
  if ("none" in found) return refuse("refuse.bulletin-none", { period: period.name }, LOAD);
  if ("faults" in found)
    return refuse("refuse.bulletin-faults", { period: period.name, faults: found.faults.map(faultPhrase) }, LOAD);
  if (found.figures.office === "") return refuse("refuse.bulletin-office");
  return composeBulletin(found.figures, needTemplate(issue), clock.today().toString());
}

/** The year's supervision form, its quarters and the year as far as they are known. */
export async function readForm(q: Queries, year: Period, clock: Clock, issue: Issue): Promise<Card> {
  const template = needTemplate(issue);
  const span = async (period: Period): Promise<{ span: Span; office: string | undefined }> => {
    const found = await collectFigures(q, period, countersFor(clock, issue), issue.office);
    if ("faults" in found)
      return refuse("refuse.bulletin-faults", { period: period.name, faults: found.faults.map(faultPhrase) }, LOAD);
    const figures = "figures" in found ? withMeasures(found.figures, template) : undefined;
    const life = await lifeFigures(q, { from: period.from.toString(), to: period.to.toString() }, clock);
    const alive = Object.values(life).some((n) => n > 0);
    return { span: { known: figures, life: alive ? life : undefined }, office: figures?.office || undefined };
  };
  const quarters = [];
  for (const n of [1, 2, 3, 4]) {
    const quarter = readPeriod(`${year.name}Q${n}`, year.from);
    if (quarter) quarters.push(await span(quarter));
  }
  const whole = await span(year);
  const all = [...quarters, whole];
  if (all.every(({ span: { known, life } }) => !known && !life))
    return refuse("refuse.bulletin-none", { period: year.name }, LOAD);
  const office = (all.findLast((one) => one.office)?.office ?? issue.office) || refuse("refuse.bulletin-office");
  const form = composeForm(
    { year: year.from.year, office, quarters: quarters.map((one) => one.span), whole: whole.span },
    template,
    clock.today().toString(),
  );
  return {
    title: say("form.written", { year: year.name }),
    parts: [],
    documents: [form.document],
    workbooks: [form.workbook],
  };
}

import { type Card, more, note, say } from "../src/card.ts";
import { siteOf } from "../src/oversight/lookup.ts";
import { refuse } from "../src/oversight/refusal.ts";
import { needActing, visibleSites } from "../src/oversight/rights.ts";
import { needSite } from "../src/oversight/seek.ts";
import { readSpan } from "../src/oversight/window-times.ts";
import { announceWindow, finishWindow, needWindow, openWindows } from "../src/oversight/windows.ts";
import { SHOWN } from "../src/report/findings.ts";
import type { Answer, Command, Context } from "./command.ts";

const EXAMPLE = "/window 云州市人民政府 from tonight 22:00 to tomorrow 06:00 because 系统升级";
/** A time is written to the minute: the minute that runs is no past. */
const GRACE = { minutes: 1 };

async function announce(context: Context, given: string): Promise<Answer> {
  const { q, clock, place, actor, rights, audience } = context;
  const now = clock.now().toZonedDateTimeISO(clock.zone).toPlainDateTime();
  const span = readSpan(given, now);
  if (!span) return refuse("refuse.window-form", { words: given }, EXAMPLE);
  const words = given
    .slice(0, span.start)
    .replace(/(?:\bfrom|从|自|于)?\s*$/i, "")
    .trim();
  const reason = given
    .slice(span.end)
    .replace(/^[\s,，;；。]*(?:because\b|for\b|因为|由于|因|原因[:：]|事由[:：])?[\s:：]*/i, "")
    .trim();
  const site =
    (words || place.siteId === undefined ? undefined : await siteOf(q, place.siteId)) ??
    (await needSite(q, words, (one) => `/window ${one.name} ${given.slice(span.start)}`));
  await needActing(q, { rights, audience }, "inspector", site);
  const [from, to] = [span.from, span.to].map((at) => at.toZonedDateTime(clock.zone).toInstant());
  if (!from || !to || Temporal.Instant.compare(from, to) >= 0)
    return refuse("refuse.window-reversed", shown(span.from, span.to), EXAMPLE);
  if (Temporal.Instant.compare(from.add(GRACE), clock.now()) < 0)
    refuse(
      "refuse.window-past",
      shown(span.from, span.to),
      `/window ${site.name} from now to ${local(span.to)} because ${reason || "系统升级"}`,
    );
  if (!reason)
    refuse("refuse.window-reason", shown(span.from, span.to), `${`/window ${given}`.trim()} because 系统升级`);
  const id = await announceWindow(q, { site, from, to, reason, actor: actor.identity, at: clock.now() });
  return {
    card: {
      title: say("window.done", { id, site: site.name, ...instants({ fromAt: from, untilAt: to }) }),
      parts: [{ kind: "quote", text: reason }, note(say("window.counts"))],
      buttons: [{ label: say("window.end"), command: `/window ${id} end` }],
    },
    subject: `site:${site.id}`,
  };
}
const local = (at: Temporal.PlainDateTime) => at.toString({ smallestUnit: "minute" }).replace("T", " ");
const shown = (from: Temporal.PlainDateTime, to: Temporal.PlainDateTime) => ({ from: local(from), to: local(to) });
const instants = ({ fromAt, untilAt }: { fromAt: Temporal.Instant; untilAt: Temporal.Instant }) => ({
  from: { at: fromAt.toString() },
  to: { at: untilAt.toString() },
});

async function end({ q, rights, audience, actor, clock }: Context, id: number): Promise<Answer> {
  const at = clock.now();
  const { site } = await needWindow(q, id, at);
  await needActing(q, { rights, audience }, "inspector", site);
  await finishWindow(q, id, { actor: actor.identity, at });
  return { card: { title: say("window.ended", { id, site: site.name }), parts: [] }, subject: `site:${site.id}` };
}

async function list({ q, rights, audience, clock }: Context): Promise<Card> {
  const at = clock.now();
  const all = await openWindows(q, at, await visibleSites(q, rights, audience));
  return {
    title: say("window.title", { n: all.length }),
    parts: [
      {
        kind: "list",
        items: all.slice(0, SHOWN).map((row) => ({
          text: say(Temporal.Instant.compare(row.fromAt, at) <= 0 ? "window.line-now" : "window.line", {
            id: row.id,
            site: row.site.name,
            ...instants(row),
          }),
          detail: row.reason,
          url: row.site.url,
        })),
      },
      ...more(all.length, SHOWN),
      note(say("window.counts")),
    ],
  };
}

export const window: Command = {
  meta: {
    name: "window",
    aliases: ["停机维护", "停机", "维护"],
    usage: {
      "zh-CN": "[<网站> from <时间> to <时间> because <原因> | <编号> end]",
      en: "[<site> from <time> to <time> because <reason> | <number> end]",
    },
    summary: {
      "zh-CN": "登记停机维护，其间消息缓发（巡查照常）",
      en: "Announce maintenance: news wait until it ends, checking goes on",
    },
    example: EXAMPLE,
    role: "inspector",
  },
  async run(context) {
    const words = context.words.trim();
    if (!words) return { card: await list(context) };
    const ended =
      /^[#＃]?(\d+)\s*(?:end|结束|取消)$/iu.exec(words) ?? /^(?:end|结束|取消)\s*[#＃]?(\d+)$/iu.exec(words);
    return ended ? end(context, Number(ended[1])) : announce(context, words);
  },
};

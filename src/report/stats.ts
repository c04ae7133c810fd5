/** Figures as a card: every one with its denominator, its unit, its basis, and how it changed since the period before. */
import { type Card, more, note, type Part, type Phrase, say, type Value } from "../card.ts";
import type { GroupFigures, Groups, PeriodFigures, Stats } from "../oversight/stats/figures.ts";
import type { Times } from "../oversight/stats/times.ts";
import { change, percent, points, type Share, span } from "./share.ts";
import { groupName, periodPhrase, statsChart, statsTables } from "./stats-tables.ts";

/** How many groups a card names; the table holds them all. */
const SHOWN = 8;

type Row = [Phrase, Value];
const row = (id: string, data: Record<string, Value>): Row => [say(`stats.${id}`), say(`stats.${id}-value`, data)];

const trend = (now: number, before: number): Value =>
  now === before ? say("stats.trend-same") : say("stats.trend", { change: change(now, before) });
/** A change of a share, in percentage points; a dash where one of the two has nothing to divide by. */
function pointsTrend(now: Share, before: Share): Value {
  const given = points(now, before);
  if (given === undefined) return say("stats.trend-none");
  return given === "0" ? say("stats.trend-same") : say("stats.trend-points", { points: given });
}
const shareOf = (now: Share, before: Share) => ({
  share: percent(now.part, now.whole),
  points: pointsTrend(now, before),
});

const passed = ({ pass }: PeriodFigures): Share => ({ part: pass.passed, whole: pass.of });
const decided = ({ findings }: PeriodFigures): Share => ({
  part: findings.confirmed,
  whole: findings.confirmed + findings.dismissed,
});
const inTime = ({ due }: PeriodFigures): Share => ({ part: due.onTime, whole: due.fell });
const done = ({ orders }: PeriodFigures): Share => ({ part: orders.done, whole: orders.made });

function findingRows(now: Stats): Row[] {
  const { before, sites, findings, pass, repeat, agreement } = now;
  return [
    row("sites", {
      running: sites.running,
      registered: sites.registered,
      patrolled: sites.patrolled,
      share: percent(sites.patrolled, sites.running),
    }),
    row("pass", {
      passed: pass.passed,
      all: pass.of,
      unpatrolled: pass.unpatrolled,
      ...shareOf(passed(now), passed(before)),
    }),
    row("opened", {
      opened: findings.opened,
      cleared: findings.cleared,
      trend: trend(findings.opened, before.findings.opened),
      clearedTrend: trend(findings.cleared, before.findings.cleared),
    }),
    row("reviewed", {
      confirmed: findings.confirmed,
      all: decided(now).whole,
      overturned: findings.overturned,
      trend: trend(findings.confirmed, before.findings.confirmed),
      ...shareOf(decided(now), decided(before)),
    }),
    ...(agreement
      ? [
          row("agreement", {
            equal: agreement.equal,
            pairs: agreement.pairs,
            ...shareOf(
              { part: agreement.equal, whole: agreement.pairs },
              { part: before.agreement?.equal ?? 0, whole: before.agreement?.pairs ?? 0 },
            ),
          }),
        ]
      : []),
    row("repeat", { sites: repeat.sites, findings: repeat.findings, trend: trend(repeat.sites, before.repeat.sites) }),
  ];
}

function orderRows(now: Stats): Row[] {
  const { before, orders, due, extensions, appeals } = now;
  return [
    row("orders", {
      made: orders.made,
      done: orders.done,
      onTime: orders.onTime,
      onTimeShare: percent(orders.onTime, orders.done),
      cancelled: orders.cancelled,
      trend: trend(orders.made, before.orders.made),
      ...shareOf(done(now), done(before)),
    }),
    row("due", { fell: due.fell, onTime: due.onTime, pending: due.pending, ...shareOf(inTime(now), inTime(before)) }),
    ...(extensions.asked > 0 || before.extensions.asked > 0
      ? [row("extensions", { ...extensions, trend: trend(extensions.asked, before.extensions.asked) })]
      : []),
    ...(appeals.lodged > 0 || before.appeals.lodged > 0
      ? [row("appeals", { ...appeals, trend: trend(appeals.lodged, before.appeals.lodged) })]
      : []),
  ];
}

function timeRows({ times, before }: Stats): Row[] {
  const of = (id: string, { n, medianMs, p90Ms }: Times, earlier: Times): Row =>
    row(id, { n, median: span(medianMs), p90: span(p90Ms), before: span(earlier.medianMs) });
  return [
    of("time-confirm", times.confirm, before.times.confirm),
    of("time-rectify", times.rectify, before.times.rectify),
    of("time-clear", times.clear, before.times.clear),
  ];
}

function talkRows({ talks, before }: Stats): Row[] {
  const others = talks.written + talks.criticism + talks.exposure;
  const earlier = before.talks.written + before.talks.criticism + before.talks.exposure;
  return [
    row("talks", {
      held: talks.held,
      persons: talks.persons,
      attendances: talks.attendances,
      trend: trend(talks.held, before.talks.held),
    }),
    ...(others > 0 || earlier > 0
      ? [
          row("other-talks", {
            written: talks.written,
            criticism: talks.criticism,
            exposure: talks.exposure,
            trend: trend(others, earlier),
          }),
        ]
      : []),
  ];
}

function nowRows({ open, orders }: Stats): Row[] {
  const { confirmed, confirmedVeto: veto, dismissed, unreviewed } = open;
  return [
    unreviewed === null
      ? [say("stats.open"), say("stats.open-reviewed", { confirmed, veto, dismissed })]
      : row("open", { confirmed, veto, dismissed, unreviewed }),
    row("overdue", {
      overdue: orders.overdue,
      open: orders.open,
      share: percent(orders.overdue, orders.open),
    }),
  ];
}

function worstPart({ worst }: Stats): Part[] {
  const items = [
    ...worst.sites.map(({ name, episodes }) => ({ text: say("stats.worst-site", { name, episodes }) })),
    ...worst.findings.map(({ id, site, check, episodes }) => ({
      text: say("stats.worst-finding", { id: String(id), site, check: say(`check.${check}`), episodes }),
    })),
  ];
  return items.length > 0
    ? [
        { kind: "text", text: say("stats.worst") },
        { kind: "list", items },
      ]
    : [];
}

/** The core figures of one group on a line. */
function groupLine(groups: Groups, name: Phrase, figures: GroupFigures): Phrase {
  const { findings, pass, orders, due } = figures;
  const { confirmed = 0, dismissed = 0 } = findings;
  const shared = {
    name,
    confirmed,
    made: orders?.made ?? 0,
    fell: due?.fell ?? 0,
    onTime: due?.onTime ?? 0,
    onTimeShare: percent(due?.onTime ?? 0, due?.fell ?? 0),
  };
  if (groups.by === "person")
    return say("stats.line-person", {
      ...shared,
      decided: confirmed + dismissed,
      share: percent(confirmed, confirmed + dismissed),
    });
  return say("stats.line", {
    ...shared,
    opened: findings.opened ?? 0,
    passed: pass?.passed ?? 0,
    of: pass?.of ?? 0,
    share: percent(pass?.passed ?? 0, pass?.of ?? 0),
  });
}

function groupParts(groups: Groups): Part[] {
  const items = groups.rows
    .slice(0, SHOWN)
    .map((one) => ({ text: groupLine(groups, groupName(groups, one), one.figures) }));
  return [
    { kind: "list", items },
    ...more(groups.rows.length, SHOWN),
    { kind: "text", text: groupLine(groups, say("stats.total"), groups.total) },
  ];
}

export function statsCard(stats: Stats): Card {
  const { period, before, groups } = stats;
  const notes: Part[] = [
    note(
      say("stats.basis", {
        from: { day: period.from },
        to: { day: period.to },
        before: periodPhrase(before.period),
      }),
    ),
    ...(period.over ? [] : [note(say("stats.not-over"))]),
  ];
  const name = periodPhrase(period);
  if (groups) {
    const picture = statsChart(stats);
    return {
      title: say("stats.title-by", { name, by: say(`grouping.${groups.by}`) }),
      parts: [...notes, ...groupParts(groups)],
      ...(picture ? { picture } : {}),
      tables: statsTables(stats),
    };
  }
  return {
    title: say("stats.title", { name }),
    parts: [
      ...notes,
      {
        kind: "fields",
        rows: [...findingRows(stats), ...orderRows(stats), ...timeRows(stats), ...talkRows(stats), ...nowRows(stats)],
      },
      ...worstPart(stats),
      note(say("stats.quantiles")),
    ],
  };
}
export { percent } from "./share.ts";

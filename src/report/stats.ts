/** Figures as a card: every one with its denominator and its basis. */
import { type Card, say, type Value } from "../card.ts";
import type { Stats } from "../oversight/stats.ts";

/** A share in per cent, half up to two places, from the counts themselves; a dash where there is nothing to divide by. */
export function percent(part: number, whole: number): Value {
  if (whole === 0) return "—";
  // In whole numbers, so that 0.5 is rounded up and never down by a binary fraction
  const hundredths = Math.floor((part * 20_000 + whole) / (2 * whole));
  return `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, "0")}%`;
}

export function statsCard({ period, sites, findings, open, orders, talks }: Stats): Card {
  return {
    title: say("stats.title", { name: period.name }),
    parts: [
      { kind: "note", text: say("stats.basis", { from: { day: period.from }, to: { day: period.to } }) },
      {
        kind: "fields",
        rows: [
          [
            say("stats.sites"),
            say("stats.sites-value", {
              running: sites.running,
              registered: sites.registered,
              patrolled: sites.patrolled,
              share: percent(sites.patrolled, sites.running),
            }),
          ],
          [say("stats.opened"), say("stats.opened-value", { opened: findings.opened, cleared: findings.cleared })],
          [
            say("stats.reviewed"),
            say("stats.reviewed-value", {
              confirmed: findings.confirmed,
              all: findings.confirmed + findings.dismissed,
              share: percent(findings.confirmed, findings.confirmed + findings.dismissed),
            }),
          ],
          [
            say("stats.orders"),
            say("stats.orders-value", {
              made: orders.made,
              done: orders.done,
              share: percent(orders.done, orders.made),
              onTime: orders.onTime,
            }),
          ],
          [
            say("stats.talks"),
            say("stats.talks-value", { held: talks.held, persons: talks.persons, attendances: talks.attendances }),
          ],
          [
            say("stats.open"),
            say("stats.open-value", {
              confirmed: open.confirmed,
              veto: open.confirmedVeto,
              unreviewed: open.unreviewed,
            }),
          ],
          [
            say("stats.overdue"),
            say("stats.overdue-value", {
              overdue: orders.overdue,
              open: orders.open,
              share: percent(orders.overdue, orders.open),
            }),
          ],
        ],
      },
    ],
  };
}

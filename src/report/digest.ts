/** The daily message. */
import { type Card, type Part, say } from "../card.ts";
import type { DigestFacts } from "../oversight/digest.ts";

const LINES = 8;

export function digestCard(facts: DigestFacts, diskFreeGb: number | undefined): Card {
  const { from, to, health, seal } = facts;
  const parts: Part[] = [
    {
      kind: "fields",
      rows: [
        [say("digest.opened"), say("digest.findings", { n: facts.opened })],
        [say("digest.confirmed"), say("digest.confirmed-value", { n: facts.confirmed, dismissed: facts.dismissed })],
        [say("digest.assigned"), say("digest.orders", { n: facts.ordersMade })],
        [say("digest.cleared"), say("digest.findings", { n: facts.cleared })],
        [
          say("digest.open"),
          say("digest.open-value", { confirmed: facts.open.confirmed, unreviewed: facts.open.unreviewed }),
        ],
        [say("digest.overdue"), say("digest.overdue-value", { n: facts.overdue.length, open: facts.ordersOpen })],
        [
          say("digest.messages"),
          say("digest.messages-value", { n: facts.messages.overdue, open: facts.messages.open }),
        ],
        [say("digest.talks"), say("digest.talks-value", { n: facts.talks.held, attendances: facts.talks.attendances })],
      ],
    },
  ];
  if (facts.overdue.length > 0)
    parts.push({
      kind: "list",
      items: facts.overdue
        .slice(0, LINES)
        .map(({ order, site, dueOn }) => ({ text: say("digest.overdue-line", { order, site, due: { day: dueOn } }) })),
    });
  parts.push({
    kind: "text",
    text:
      facts.unreachable.length > 0
        ? say("digest.unreachable", { n: facts.unreachable.length, names: facts.unreachable.slice(0, LINES) })
        : say("digest.reachable"),
  });
  if (facts.people)
    parts.push({
      kind: "text",
      text: say("digest.people", { checkins: facts.people.checkins, columns: facts.people.columns }),
    });
  if (facts.aside.length > 0)
    parts.push({
      kind: "text",
      text: say("digest.aside", { n: facts.aside.length, names: facts.aside.slice(0, LINES) }),
    });
  parts.push({
    kind: "note",
    text: say("digest.health", {
      running: health.running,
      patrolled: health.patrolled,
      late: health.late,
      inbox: health.inboxWaiting,
      outbox: health.outboxWaiting,
      disk: diskFreeGb === undefined ? say("none") : say("digest.disk", { gb: diskFreeGb }),
    }),
  });
  parts.push({
    kind: "note",
    text: seal ? say("digest.seal", { hash: seal.hash.slice(0, 16), rows: seal.rows }) : say("digest.no-seal"),
  });
  return {
    title:
      from === to
        ? say("digest.title", { day: { day: to } })
        : say("digest.title-span", { from: { day: from }, to: { day: to } }),
    parts,
    buttons: facts.open.unreviewed > 0 ? [{ label: say("button.review"), command: "/review", style: "primary" }] : [],
  };
}

/** One row's counters: facts go in one by one, figures come out. */
import { isOverdue } from "../order-clock.ts";
import type { Figures } from "./figures.ts";
import { timesOf } from "./times.ts";

const bump = (counts: Map<number, number>, id: number) => counts.set(id, (counts.get(id) ?? 0) + 1);
const repeated = (counts: Map<number, number>) => [...counts.values()].filter((n) => n >= 2).length;

/** Days of one order that decide whether it was in time. */
export type OrderFact = {
  state: "open" | "claimed" | "checked" | "appealed" | "done" | "cancelled";
  day: string;
  dueOn: string;
  stoppedOn: string | null;
  fixedOn: string | null;
  endedDay: string | null;
  tookMs: number;
};

export class Tally {
  readonly sites = { registered: 0, running: 0, patrolled: 0 };
  readonly open = { unreviewed: 0, confirmed: 0, dismissed: 0, confirmedVeto: 0 };
  readonly findings = { opened: 0, cleared: 0, confirmed: 0, dismissed: 0, overturned: 0 };
  readonly pass = { of: 0, unpatrolled: 0 };
  readonly vetoed = new Set<number>();
  readonly orders = { made: 0, done: 0, onTime: 0, cancelled: 0, open: 0, overdue: 0 };
  readonly due = { fell: 0, onTime: 0, pending: 0 };
  readonly extensions = { asked: 0, granted: 0, refused: 0 };
  readonly appeals = { lodged: 0, open: 0, upheld: 0, partly: 0, rejected: 0 };
  readonly agreement = { pairs: 0, equal: 0 };
  readonly talks = { held: 0, attendances: 0, written: 0, criticism: 0, exposure: 0 };
  readonly persons = new Set<string>();
  readonly spans = { confirm: [] as number[], rectify: [] as number[], clear: [] as number[] };
  /** Standing confirmations of the period by site and by finding. */
  readonly bySite = new Map<number, number>();
  readonly byFinding = new Map<number, number>();

  addConfirmed({ siteId, findingId, ms, stands }: { siteId: number; findingId: number; ms: number; stands: boolean }) {
    this.findings.confirmed++;
    this.spans.confirm.push(ms);
    if (!stands) return;
    bump(this.bySite, siteId);
    bump(this.byFinding, findingId);
  }

  addOrder(order: OrderFact, { from, to, today }: { from: string; to: string; today: string }) {
    const { state, day, dueOn, fixedOn, endedDay, tookMs } = order;
    const inPeriod = (when: string) => when >= from && when <= to;
    const done = state === "done" && endedDay !== null;
    // The day on which it was put right counts, not that of the signature
    const inTime = done && (fixedOn ?? endedDay) <= dueOn;
    if (state === "cancelled") {
      if (inPeriod(day)) this.orders.cancelled++;
      return;
    }
    if (inPeriod(day)) {
      this.orders.made++;
      if (done) this.orders.done++;
      if (inTime) this.orders.onTime++;
    }
    if (done && inPeriod(endedDay)) this.spans.rectify.push(tookMs);
    const over = isOverdue(order, today);
    if (!done) {
      this.orders.open++;
      if (over) this.orders.overdue++;
    }
    if (!inPeriod(dueOn)) return;
    if (dueOn >= today || (!done && !over)) {
      this.due.pending++;
      return;
    }
    this.due.fell++;
    if (inTime) this.due.onTime++;
  }

  figures(reviewedOnly: boolean): Figures {
    const { pass, vetoed, bySite, byFinding, spans, talks, open } = this;
    return {
      sites: { ...this.sites },
      findings: { ...this.findings },
      open: { ...open, unreviewed: reviewedOnly ? null : open.unreviewed },
      pass: { passed: pass.of - vetoed.size, of: pass.of, unpatrolled: pass.unpatrolled },
      repeat: { sites: repeated(bySite), findings: repeated(byFinding) },
      times: {
        confirm: timesOf(spans.confirm),
        rectify: timesOf(spans.rectify),
        clear: timesOf(spans.clear),
      },
      orders: { ...this.orders },
      due: { ...this.due },
      extensions: { ...this.extensions },
      appeals: { ...this.appeals },
      agreement: reviewedOnly ? null : { ...this.agreement },
      talks: { ...talks, persons: this.persons.size },
    };
  }
}

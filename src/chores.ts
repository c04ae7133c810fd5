/** What falls due by the clock: each is told once, and once only after a time in which nobody ran. */
import type { Db } from "../db/open.ts";
import type { Config } from "./config.ts";
import { propose, tellFollowUps } from "./oversight/accountability.ts";
import type { Clock } from "./oversight/clock.ts";
import { queueDigests } from "./oversight/digest.ts";
import { runLife } from "./oversight/life.ts";
import { messageReminders } from "./oversight/message-clocks.ts";
import { findingIdsOf } from "./oversight/orders.ts";
import { remind } from "./oversight/reminders.ts";
import { proposeRepeaters } from "./oversight/repeaters.ts";
import { sealAudit } from "./oversight/seals.ts";
import { tellWaited, waits } from "./oversight/waited.ts";
import { readCalendar } from "./oversight/working-days.ts";
import type { Tick } from "./schedule.ts";

export type ChoreParts = {
  db: Db;
  clock: Clock;
  config: Pick<Config, "DIGEST_AT" | "WORKDAYS_ONLY">;
  /** Sends what was queued. */
  sweep(): Promise<void>;
};

export function createChores({ db, clock, config, sweep }: ChoreParts) {
  const at = config.DIGEST_AT;
  const seal = () => sealAudit(db, clock.today().toString(), clock.now());

  async function digests(): Promise<void> {
    const settings = { at, workdaysOnly: config.WORKDAYS_ONLY };
    if ((await db.tx((tx) => queueDigests(tx, clock, settings))) === 0) return;
    // The seal that a digest prints is of the moment at which it is queued
    await seal();
    await sweep();
  }
  async function reminders(): Promise<void> {
    const told = await db.tx(async (tx) =>
      remind(tx, clock, {
        at,
        calendar: await readCalendar(tx),
        async propose(q, order, now) {
          const { siteId, organiserId } = order;
          const findingIds = await findingIdsOf(q, order.id);
          const today = clock.today();
          const about = organiserId === null ? { siteId } : { siteId, organiserId };
          await propose(q, { ...about, cause: `overdue:order:${order.id}`, findingIds, at: now, today });
        },
      }),
    );
    if (told > 0) await sweep();
  }
  async function waited(): Promise<void> {
    if (!(await waits(db, clock))) return;
    await db.tx((tx) => tellWaited(tx, clock));
    await sweep();
  }
  async function account(): Promise<void> {
    const proposed = await db.tx((tx) => proposeRepeaters(tx, clock));
    const due = await db.tx((tx) => tellFollowUps(tx, clock));
    if (proposed.length + due > 0) await sweep();
  }

  async function messages(): Promise<void> {
    if ((await db.tx((tx) => messageReminders(tx, clock, at))) > 0) await sweep();
  }
  const life = async () => {
    await runLife(db, clock);
  };

  const ticks: Tick[] = [
    { name: "digest", every: "minute", run: digests },
    { name: "reminders", every: "minute", run: reminders },
    { name: "messages", every: "minute", run: messages },
    { name: "life", every: "minute", run: life },
    { name: "waited", every: "minute", run: waited },
    { name: "seal", every: "hour", run: seal },
    { name: "accountability", every: "hour", run: account },
  ];
  return {
    ticks,
    /** At start: what fell due while nobody ran. */
    async catchUp(): Promise<void> {
      for (const chore of [digests, reminders, messages, life, waited, account]) await chore();
    },
  };
}

/**
 * Politeness over all processes: places at an address are advisory locks, paced starts are reserved in a row, pauses are
 * kept in one.
 */
import { pausedAddresses, reserveStart } from "../db/addresses.ts";
import type { Holds } from "../db/holds.ts";
import type { Db } from "../db/open.ts";
import type { SharedLanes } from "./collect/lanes.ts";
import type { Clock } from "./oversight/clock.ts";

const ASK_AGAIN_MS = 50;
const MOST_ASK_MS = 1_000;

export function shareLanes(db: Db, holds: Holds, clock: Clock, sleep: (ms: number) => Promise<void>): SharedLanes {
  const own = new Set<string>();
  return {
    async place(address, most) {
      for (let wait = ASK_AGAIN_MS; ; wait = Math.min(wait * 2, MOST_ASK_MS)) {
        for (let n = 0; n < most; n++) {
          const name = `probe:${address}:${n}`;
          // A session may take the same lock twice: what this process holds it must know itself
          if (own.has(name)) continue;
          own.add(name);
          try {
            if (await holds.take(name))
              return () => {
                own.delete(name);
                void holds.free(name).catch(() => undefined);
              };
            own.delete(name);
          } catch {
            // Without its lock session a process keeps to its own budget: a visit is worth more than exactness
            return () => void own.delete(name);
          }
        }
        await sleep(wait);
      }
    },
    reserve: (address, lane, gapMs) => reserveStart(db, { address, lane, now: clock.now(), gapMs }),
  };
}

/** How old an answer may be: a pause lasts minutes, and pages go by the hundred. */
const KNOWN_MS = 5_000;

/** Whether an address is paused, whichever process paused it. */
export function createPauses(db: Db, clock: Clock): (address: string) => Promise<boolean> {
  let known: { at: number; addresses: Promise<ReadonlySet<string>> } | undefined;
  return async (address) => {
    const now = clock.now();
    if (!known || now.epochMilliseconds - known.at > KNOWN_MS)
      known = { at: now.epochMilliseconds, addresses: pausedAddresses(db, now) };
    try {
      return (await known.addresses).has(address);
    } catch (error) {
      known = undefined;
      throw error;
    }
  };
}

/** The queue of one process: due rows and jobs claimed by leases, looked for at every tick. */
import type { OnDemand } from "../on-demand.ts";
import type { Patrol } from "../oversight/patrol.ts";
import type { RoundChecks } from "../round-checks.ts";
import type { WorkQueue } from "./port.ts";

export function createLocalQueue(parts: {
  patrol(): Promise<Patrol>;
  onDemand: OnDemand;
  rounds: RoundChecks;
}): WorkQueue {
  const { patrol, onDemand, rounds } = parts;
  let stopping = false;
  const runs = new Map<string, Promise<unknown>>();
  const visit = (name: string, kinds: Parameters<Patrol["run"]>[2]) => ({
    name,
    every: "5 seconds" as const,
    async run() {
      if (stopping) return;
      const due = await patrol();
      const run = due.run(undefined, () => stopping, kinds);
      runs.set(name, run);
      await run;
    },
  });
  return {
    ticks: [
      { name: "jobs", every: "second", run: async () => onDemand.poke() },
      { name: "rounds", every: "minute", run: async () => rounds.poke() },
      visit("patrol", ["visit", "second-look"]),
      visit("full readings", ["daily"]),
    ],
    start: () => rounds.poke(),
    queued: async () => undefined,
    poke: (what) => (what === "asked" ? onDemand : rounds).poke(),
    async idle() {
      await onDemand.idle();
      await rounds.idle();
    },
    async stop() {
      stopping = true;
      await Promise.allSettled([onDemand.stop(), rounds.stop(), ...runs.values()]);
    },
  };
}

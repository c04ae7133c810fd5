/** node-cron only ticks: what is due stands in the database, so a missed tick loses nothing. */
import cron from "node-cron";

export type Tick = { name: string; every: "second" | "5 seconds" | "minute" | "hour"; run(): Promise<unknown> };
const EXPRESSIONS: Record<Tick["every"], string> = {
  second: "* * * * * *",
  "5 seconds": "*/5 * * * * *",
  minute: "0 * * * * *",
  hour: "7 0 * * * *",
};

/** Starts the ticks; a tick still running is not started again. Returns how to stop them, which waits for none. */
export function startSchedule(
  ticks: readonly Tick[],
  timezone: string,
  onFault: (error: unknown, tick: string) => void,
): () => void {
  const tasks = ticks.map(({ name, every, run }) =>
    cron.schedule(EXPRESSIONS[every], () => run().catch((error) => onFault(error, name)), {
      name,
      timezone,
      noOverlap: true,
    }),
  );
  return () => {
    for (const task of tasks) void task.destroy();
  };
}

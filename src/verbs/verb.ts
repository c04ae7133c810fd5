/** What a verb of the command line is: given its arguments, it runs and says what the process ends with. */
import { type App, type AppOptions, createApp } from "../app.ts";
import type { Phrase } from "../card.ts";
import type { Config, Env } from "../config.ts";

export type Exit = 0 | 1 | 2 | 3;
export type Io = { env: Env; out(text: string): void; err(text: string): void };
export type Verb = (io: Io, config: Config, tell: (phrase: Phrase) => string) => Promise<Exit>;

/** Opens the office for one verb, and closes it whatever happens. */
export async function withApp(config: Config, options: AppOptions, run: (app: App) => Promise<Exit>): Promise<Exit> {
  const app = await createApp(config, options);
  try {
    return await run(app);
  } finally {
    await app.stop();
  }
}

/** What ends a process that stays. */
export function onSignal(end: () => void): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, end);
}
/** A platform or a visit that hangs must not keep the process past this. */
const STOP_MS = 4_500;
export async function stopSoon(app: App, exit: Exit): Promise<void> {
  setTimeout(() => process.exit(exit), STOP_MS).unref();
  await app.stop();
}

/** `xuncha worker --vantage <name>`: visits only. It needs the database, and no token of any chat. */
import { createApp } from "../app.ts";
import { say } from "../card.ts";
import { AppError } from "../errors.ts";
import { VANTAGE } from "../queue/vantages.ts";
import type { Verb } from "./verb.ts";

const STOP_MS = 4_500;

export const worker =
  ({ vantage }: { vantage?: string }): Verb =>
  async (io, given, tell) => {
    if (given.DATABASE_URL.startsWith("file:")) throw new AppError("WORKER_NEEDS_POSTGRES");
    const name = vantage ?? given.VANTAGE;
    if (!VANTAGE.test(name)) throw new AppError("USAGE", { detail: "xuncha worker --vantage chengdu-telecom" });
    // A worker that visits nothing is a mistake; nothing in it may speak in chat
    const config = {
      ...given,
      VANTAGE: name,
      WIDTH: given.WIDTH || 1,
      TELEGRAM_BOT_TOKEN: "",
      SLACK_BOT_TOKEN: "",
    };
    const app = await createApp(config, { exclusive: false, patrol: { spread: true } });
    const ended = Promise.withResolvers<void>();
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => ended.resolve());
    try {
      await app.open(false);
      await app.work();
      io.out(`${tell(say("cli.worker-ready", { vantage: name, width: config.WIDTH }))}\n`);
      await ended.promise;
    } finally {
      setTimeout(() => process.exit(0), STOP_MS).unref();
      await app.stop();
    }
    return 0;
  };

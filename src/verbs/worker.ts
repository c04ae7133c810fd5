/** `xuncha worker --vantage <name>`: visits only. It needs the database, and no token of any chat. */
import { createApp } from "../app.ts";
import { say } from "../card.ts";
import { AppError } from "../errors.ts";
import { VANTAGE } from "../queue/vantages.ts";
import { onSignal, stopSoon, type Verb } from "./verb.ts";

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
    onSignal(ended.resolve);
    try {
      await app.open(false);
      await app.work();
      io.out(`${tell(say("cli.worker-ready", { vantage: name, width: config.WIDTH }))}\n`);
      await ended.promise;
    } finally {
      await stopSoon(app, 0);
    }
    return 0;
  };

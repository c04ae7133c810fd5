/** `xuncha start`: the bot. One line starting with `ready` on stdout, platforms connect behind it. */
import { createApp } from "../app.ts";
import { say } from "../card.ts";
import { createTerminal, TERMINAL, TERMINAL_USER } from "../chat/terminal/index.ts";
import { AppError } from "../errors.ts";
import { bindTerminal, outFolder } from "./terminal.ts";
import { onSignal, stopSoon, type Verb } from "./verb.ts";

export const start = (): Verb => async (io, given, tell) => {
  const terminal = !given.TELEGRAM_BOT_TOKEN && !given.SLACK_BOT_TOKEN;
  const config = terminal ? { ...given, ADMINS: [...given.ADMINS, TERMINAL_USER] } : given;
  const app = await createApp(config, { exclusive: true, patrol: { spread: true } });
  const ended = Promise.withResolvers<"signal" | "end" | AppError>();
  onSignal(() => ended.resolve("signal"));
  try {
    await app.open();
  } catch (error) {
    await app.stop();
    throw error;
  }
  const platforms = [given.TELEGRAM_BOT_TOKEN && "Telegram", given.SLACK_BOT_TOKEN && "Slack", terminal && TERMINAL]
    .filter(Boolean)
    .join(", ");
  const port = app.port();
  io.out(
    `${tell(say("cli.ready", { db: app.db.dialect, platforms: port === undefined ? platforms : `${platforms}, http ${port}` }))}\n`,
  );
  app.run((platform) => ended.resolve(new AppError("TOKEN_REFUSED", { detail: platform })));
  if (terminal) {
    await bindTerminal(app);
    io.err(`${tell(say("terminal.hello"))}\n`);
    await app.connect(
      createTerminal({
        input: process.stdin,
        output: process.stdout,
        words: app.words,
        folder: outFolder(config),
        settled: () => app.settled(),
        // A service has no input to begin with; only at a keyboard does its end mean goodbye
        onEnd: () => {
          if (process.stdin.isTTY) ended.resolve("end");
        },
      }),
    );
  }
  const why = await ended.promise;
  await stopSoon(app, why instanceof AppError ? why.exitCode : 0);
  if (why instanceof AppError) throw why;
  return 0;
};

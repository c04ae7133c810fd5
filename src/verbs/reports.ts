/** `xuncha digest` and `xuncha slack-manifest`. */
import { commands } from "../../commands/index.ts";
import { say } from "../card.ts";
import { slackManifest } from "../chat/slack/manifest.ts";
import { queueDigests, readDigest } from "../oversight/digest.ts";
import { digestCard } from "../report/digest.ts";
import { printCard } from "./print.ts";
import { type Verb, withApp } from "./verb.ts";

export const digest =
  (options: { print?: boolean }): Verb =>
  async (io, config, tell) =>
    withApp(config, { exclusive: false }, async ({ db, clock, words }) => {
      if (options.print) {
        const today = clock.today().toString();
        const facts = await db.snapshot((q) => readDigest(q, clock, { from: today, to: today }));
        printCard(io, digestCard(facts, undefined), words, config.LOCALE);
        return 0;
      }
      const n = await db.tx((tx) =>
        queueDigests(tx, clock, { at: config.DIGEST_AT, workdaysOnly: config.WORKDAYS_ONLY }),
      );
      io.out(`${tell(say("cli.digest-queued", { n }))}\n`);
      return 0;
    });

export const manifest =
  (options: { url?: string }): Verb =>
  async (io, config) => {
    const made = slackManifest(
      commands.map(({ meta }) => meta),
      { socketMode: options.url === undefined, url: options.url, locale: config.LOCALE },
    );
    io.out(`${JSON.stringify(made, null, 2)}\n`);
    return 0;
  };

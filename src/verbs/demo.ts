/** `npm run demo`: the bot on a fleet of its own on loopback, under a rule-set overlay, with nothing else needed. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createApp } from "../app.ts";
import { say } from "../card.ts";
import { createTerminal, TERMINAL_USER } from "../chat/terminal/index.ts";
import { parseNetworks } from "../collect/address.ts";
import { CAST } from "../demo/life.ts";
import { seedOffice } from "../demo/office.ts";
import { printFleet } from "../demo/print.ts";
import { startFleet } from "../demo/serve.ts";
import { demoSites } from "../demo/sites.ts";
import { createClock } from "../oversight/clock.ts";
import { bindTerminal, outFolder } from "./terminal.ts";
import { onSignal, type Verb } from "./verb.ts";

export const demo =
  ({ brief = false }: { brief?: boolean } = {}): Verb =>
  async (io, given, tell) => {
    const clock = createClock(given.TIME_ZONE);
    const fleet = await startFleet(clock.today());
    const folder = await mkdtemp(join(tmpdir(), "xuncha-demo-"));
    try {
      const hosts = join(folder, "hosts");
      await writeFile(hosts, fleet.hosts);
      const config = {
        ...given,
        DATABASE_URL: `file:${join(folder, "demo.db")}`,
        DATA_DIR: folder,
        HOSTS_FILE: hosts,
        ALLOW_NETWORKS: parseNetworks("127.0.0.0/8"),
        ADMINS: [TERMINAL_USER],
        TELEGRAM_BOT_TOKEN: "",
        SLACK_BOT_TOKEN: "",
        PORT: undefined,
        BROWSER_PATH: "/nowhere",
        LOG_LEVEL: given.LOG_LEVEL === "info" ? ("error" as const) : given.LOG_LEVEL,
      };
      const app = await createApp(config, {
        exclusive: true,
        clock,
        paceFactor: 0.02,
        quiet: false,
        patrol: {
          width: 24,
          secondLookAfter: { milliseconds: 300 },
          linkPauseMs: 100,
          baselineDelay: { milliseconds: 0 },
        },
      });
      const ended = Promise.withResolvers<void>();
      onSignal(ended.resolve);
      try {
        await app.open();
        const ruleset = await seedOffice(app, fleet);
        io.out(`${tell(say("cli.demo", { n: demoSites.length, ruleset }))}\n`);
        await bindTerminal(app);
        const patrol = await app.patrol();
        await patrol.plan();
        await patrol.run();
        // Misses are looked at again before anything is said of them
        await new Promise((resolve) => setTimeout(resolve, 400));
        await patrol.run();
        if (!brief) await printFleet(app, io);
        await app.connect(
          createTerminal({
            input: process.stdin,
            output: process.stdout,
            words: app.words,
            folder: outFolder(config),
            settled: () => app.settled(),
            onEnd: ended.resolve,
            ...(process.stdin.isTTY
              ? {}
              : {
                  script: {
                    cast: CAST,
                    brief,
                    stage(line) {
                      const mended = fleet.mend(/^mend\s+(.+)$/.exec(line)?.[1] ?? "");
                      return mended && tell(say("demo.mended", { site: mended }));
                    },
                  },
                }),
          }),
        );
        await app.settled();
        await ended.promise;
      } finally {
        await app.stop();
      }
      return 0;
    } finally {
      await fleet.close();
      await rm(folder, { recursive: true, force: true });
    }
  };

/** `xuncha check`: one site or address, judged now; nothing is kept. */
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import type { Known } from "../../checks/evidence.ts";
import { checks } from "../../checks/index.ts";
import type { Queries } from "../../db/open.ts";
import { sqliteFile, wordsOf } from "../app.ts";
import { buildCollectors } from "../collectors.ts";
import type { Config } from "../config.ts";
import { AppError } from "../errors.ts";
import { createClock } from "../oversight/clock.ts";
import { readDossier } from "../oversight/dossier.ts";
import { factsOf } from "../oversight/facts.ts";
import { rulesFor } from "../oversight/rules.ts";
import { asUrl, seekSite } from "../oversight/seek.ts";
import { createSupplies } from "../oversight/supplies.ts";
import { createVisitor } from "../oversight/visit.ts";
import { checkCard, isSevere, resultRows } from "../report/check.ts";
import { createTypoReaders } from "../typo-readers.ts";
import type { Words } from "../words/say.ts";
import { printCard } from "./print.ts";
import { type Io, type Verb, withApp } from "./verb.ts";

const NO_MEMORY = { recall: async () => new Map(), note: async () => {} };

type Target = { url: string; name: string; known: Partial<Known> };

async function run(
  io: Io,
  config: Config,
  words: Words,
  target: Target,
  q: Queries | undefined,
  json: boolean,
): Promise<0 | 1> {
  const clock = createClock(config.TIME_ZONE);
  const started = performance.now();
  const collectors = await buildCollectors(config);
  const typos = createTypoReaders(config, NO_MEMORY, () => {});
  try {
    const rules = await rulesFor(q, clock.today());
    const at = clock.now();
    const visited = await createVisitor(
      collectors,
      clock,
    )({
      url: target.url,
      // Keys of personal numbers need a secret; what is not kept needs none that lasts
      known: { salt: randomBytes(16).toString("hex"), ...target.known },
      rules,
      checks,
      daily: true,
      secondLook: "at-once",
      memory: { recall: async () => new Map(), note: async () => {} },
      suspect: typos.suspect,
      pauseBeforeLinks: async () => {},
    });
    const shown = { rules, excerpts: true };
    const rows = resultRows(visited.judged, shown);
    if (json)
      io.out(
        `${JSON.stringify({
          site: target.known.site
            ? { id: target.known.site.id, name: target.known.site.name, code: target.known.site.code }
            : null,
          url: target.url,
          at: at.toString(),
          ruleset: rules.id,
          ms: Math.round(performance.now() - started),
          facts: factsOf(visited.chain, visited.page),
          results: rows.map(({ findings, ...row }) => ({
            ...row,
            findings: findings.map(({ message, key, data, where, level, indicator, text }) => ({
              message,
              key,
              data,
              where,
              text: words.say(text, config.LOCALE),
              level,
              indicator,
            })),
          })),
        })}\n`,
      );
    else printCard(io, checkCard(target, visited, shown), words, config.LOCALE);
    return isSevere(rows) ? 1 : 0;
  } finally {
    await typos.close();
    await collectors.close();
  }
}

export const check =
  (asked: string, options: { json?: boolean }): Verb =>
  async (io, config) => {
    const file = sqliteFile(config.DATABASE_URL);
    const url = asUrl(asked);
    const json = options.json === true;
    // Without an office there is no registry to look into, and none is made by looking
    if (file && !existsSync(file)) {
      if (!url) throw new AppError("NO_SUCH_SITE", { detail: asked });
      return run(
        io,
        config,
        wordsOf(config.TIME_ZONE),
        { url: url.href, name: url.hostname, known: {} },
        undefined,
        json,
      );
    }
    return withApp(config, { exclusive: false }, async ({ db, words, clock }) => {
      const sought = await seekSite(db, asked);
      if ("near" in sought) throw new AppError("NO_SUCH_SITE", { detail: asked });
      if ("url" in sought)
        return run(io, config, words, { url: sought.url.href, name: sought.url.hostname, known: {} }, db, json);
      const { site } = sought;
      return run(
        io,
        config,
        words,
        {
          url: site.url,
          name: site.name,
          known: await readDossier(db, site, clock, { supplies: createSupplies(), daily: true }),
        },
        db,
        json,
      );
    });
  };

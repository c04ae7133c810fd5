/** The command line: verbs, what they print, and what the process ends with. */
import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { Command, CommanderError } from "commander";
import { wordsOf } from "./app.ts";
import { say } from "./card.ts";
import { type Env, readConfig } from "./config.ts";
import { AppError, asAppError } from "./errors.ts";
import type { Exit, Io, Verb } from "./verbs/verb.ts";
import type { Locale } from "./words/say.ts";

/** `.env` beside the process, under what the environment says. */
function withDotEnv(env: Env): Env {
  try {
    return { ...parseEnv(readFileSync(".env", "utf8")), ...env };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return env;
    throw new AppError("FILE_UNREADABLE", { detail: ".env" }, { cause: error });
  }
}

const localeOf = (env: Env): Locale => (env.LOCALE === "en" ? "en" : "zh-CN");

function program(io: Io, done: (exit: Exit) => void): Command {
  const root = new Command("xuncha");
  root.exitOverride().configureOutput({ writeOut: io.out, writeErr: io.err });
  root.description("巡查 · oversight of government websites");
  const verb = (usage: string, description: string, load: () => Promise<(...args: never[]) => Verb>) => {
    const command = root.command(usage).description(description);
    command.action(async (...args: unknown[]) => {
      const run = (await load())(...(args.slice(0, -1) as never[]));
      const config = readConfig(io.env);
      const words = wordsOf(config.TIME_ZONE);
      done(await run(io, config, (phrase) => words.say(phrase, config.LOCALE)));
    });
    return command;
  };
  verb(
    "start",
    "the bot; chat in the terminal where no platform is configured",
    async () => (await import("./verbs/start.ts")).start,
  );
  verb(
    "worker",
    "visits only, beside bots on one Postgres; no chat tokens needed",
    async () => (await import("./verbs/worker.ts")).worker,
  ).option("--vantage <name>", "from where it looks, e.g. chengdu-telecom (else VANTAGE)");
  verb("demo", "the bot on a demo fleet on this machine", async () => (await import("./verbs/demo.ts")).demo).option(
    "--brief",
    "neither the list of sites nor whole cards: for reading a script's course",
  );
  verb(
    "check <target>",
    "check a url or a registered site",
    async () => (await import("./verbs/check.ts")).check,
  ).option("--json", "one JSON object on stdout");
  verb("patrol", "visit every running site now", async () => (await import("./verbs/patrol.ts")).patrol).option(
    "--json",
    "one JSON object a site",
  );
  verb(
    "import <file>",
    "import the registry (CSV or XLSX)",
    async () => (await import("./verbs/registry.ts")).importFile,
  )
    .option("--dry-run", "say what would happen")
    .option("--messages", "netizens' messages (找错) instead of the registry");
  verb(
    "export <file>",
    "write the registry (by its ending CSV or XLSX)",
    async () => (await import("./verbs/registry.ts")).exportRegistry,
  );
  verb(
    "terms <file>",
    "the office's wordings, names and former names (CSV or XLSX)",
    async () => (await import("./verbs/terms.ts")).termsVerb,
  );
  verb(
    "stats [period...]",
    "figures of a period, against the one before",
    async () => (await import("./verbs/stats.ts")).stats,
  )
    .option("--by <group>", "region, city, kind, organiser, check or person")
    .option("--json", "as one JSON object")
    .option("--out <dir>", "also write the tables (CSV, XLSX) and the picture (PNG) there");
  verb(
    "round <action> [words...]",
    "draw, status or verify a round (抽查): round draw 2026Q4 --ratio 50%",
    async () => (await import("./verbs/round.ts")).roundVerb,
  )
    .option("--ratio <percent>", "how many of each stratum, rounded up")
    .option("--total <n>", "how many in all, shared out by size")
    .option("--min <n>", "at least so many a region")
    .option("--by <strata>", "kind-region, region, kind or all")
    .option("--quota <name=n...>", "of one region, kind or stratum")
    .option("--seed <text>", "such as a lottery number; drawn where it is not given")
    .option("--region <name>", "a region's check of itself")
    .option("--reason <text>", "why another draw of a period")
    .option("--frame <file>", "with verify: an exported frame (CSV) instead of the stored one")
    .option("--out <dir>", "also write frame, sample and tables there")
    .option("--json", "as one JSON object");
  verb(
    "figures <period> <file>",
    "load a period's figures (JSON), marked as reported",
    async () => (await import("./verbs/bulletin.ts")).figures,
  );
  verb(
    "bulletin <period>",
    "draw up a period's bulletin: document, annexes, sources, picture",
    async () => (await import("./verbs/bulletin.ts")).bulletin,
  )
    .requiredOption("--out <dir>", "the folder that the files go into")
    .option("--form", "a year's supervision form (国办函〔2018〕12号) instead");
  verb(
    "digest",
    "queue today's digest where it is due, or print it",
    async () => (await import("./verbs/reports.ts")).digest,
  ).option("--print", "print it, queue nothing");
  verb("backup <file>", "database and evidence in one tar", async () => (await import("./verbs/keep.ts")).backupVerb);
  verb("restore <file>", "bring a backup back", async () => (await import("./verbs/keep.ts")).restoreVerb).option(
    "--force",
    "replace the present database",
  );
  verb(
    "migrate-to <url>",
    "move the office from SQLite into an empty Postgres",
    async () => (await import("./verbs/move.ts")).migrateTo,
  );
  verb("prune", "drop what is past its time", async () => (await import("./verbs/keep.ts")).pruneVerb);
  verb("doctor", "is everything as it must be", async () => (await import("./verbs/doctor.ts")).doctor);
  verb(
    "slack-manifest",
    "the app manifest for Slack",
    async () => (await import("./verbs/reports.ts")).manifest,
  ).option("--url <url>", "public address, for HTTP mode");
  verb(
    "say <text>",
    "one chat command, its reply printed",
    async () => (await import("./verbs/say.ts")).sayVerb,
  ).requiredOption("--as <identity>", "who says it, e.g. telegram:123");
  return root;
}

export async function main(args: string[], given: Partial<Io> = {}): Promise<number> {
  const io: Io = {
    env: given.env ?? process.env,
    out: given.out ?? ((text) => void process.stdout.write(text)),
    err: given.err ?? ((text) => void process.stderr.write(text)),
  };
  try {
    io.env = withDotEnv(io.env);
    let exit: Exit = 0;
    if (args.length === 0) args = ["--help"];
    await program(io, (code) => {
      exit = code;
    }).parseAsync(args, { from: "user" });
    return exit;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const fault = asAppError(error);
    io.err(`${wordsOf("UTC").say(say(`error.${fault.code}`, fault.data), localeOf(io.env))}\n`);
    // What only a developer can use goes to him when he asks for it
    if (fault.code === "UNEXPECTED" && io.env.LOG_LEVEL === "debug") io.err(`${(fault.cause as Error)?.stack ?? ""}\n`);
    return fault.exitCode;
  }
}

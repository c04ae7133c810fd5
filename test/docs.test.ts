/** The pages say what the program does now. */
import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { REASONS } from "../checks/check.ts";
import { COLUMN_STATES, COLUMN_TYPES, FAILURES, TERM_KINDS } from "../checks/evidence.ts";
import { checks } from "../checks/index.ts";
import { commands } from "../commands/index.ts";
import { REQUEST_KINDS, REQUEST_STATES } from "../db/tables-life.ts";
import { MESSAGE_STATES, MESSAGE_STEPS } from "../db/tables-messages.ts";
import { ORDER_STATES, ORDER_STEPS, TALK_KINDS, TALK_STATES } from "../db/tables-orders.ts";
import { ROUND_STATES, SITE_RESULTS, WHYS } from "../db/tables-rounds.ts";
import { slackManifest } from "../src/chat/slack/manifest.ts";
import { ERROR_CODES } from "../src/errors.ts";
import { DOMAIN_GROUPS, REPORT_GROUPS } from "../src/oversight/campaigns.ts";
import { MESSAGE_FAULTS } from "../src/oversight/messages-plan.ts";
import { FRAME_HEADERS } from "../src/oversight/rounds/frame-file.ts";
import { PARTS } from "../src/oversight/rounds/scores.ts";
import { DIFFERENCES } from "../src/oversight/rounds/verify.ts";
import { MEASURES } from "../src/report/stats-measures.ts";
import { unitWords } from "../src/words/merge.ts";
import { createWords, LOCALES } from "../src/words/say.ts";
import { filled, READMES } from "./helpers/write-docs.ts";

const words = createWords(unitWords(checks, commands), "Asia/Shanghai");

test.each(READMES)("the tables of %s are those of the code (npm run docs)", (file, locale) => {
  const page = readFileSync(file, "utf8");
  expect(filled(page, locale)).toBe(page);
});

test("commands/index.ts and the folder agree", () => {
  const all = readdirSync("commands").map((name) => name.replace(".ts", ""));
  // A command with many forms keeps them beside it
  const files = all.filter((name) => name !== "command" && name !== "index" && !name.endsWith("-forms"));
  for (const forms of all.filter((name) => name.endsWith("-forms")))
    expect(files).toContain(forms.replace("-forms", ""));
  expect(commands.map(({ meta }) => meta.name).sort()).toEqual(files.sort());
  const names = commands.flatMap(({ meta }) => [meta.name, ...meta.aliases]);
  expect(new Set(names).size).toBe(names.length);
});

const sources = ["src", "commands"].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.startsWith("words/") && !name.startsWith("demo/"))
    .map((name) => readFileSync(`${folder}/${name}`, "utf8")),
);

test("no part of a catalogue, and no unit, speaks under another's key", () => {
  const keys = readdirSync("src/words")
    .filter((name) => name.startsWith("zh-CN"))
    .flatMap((name) =>
      [...readFileSync(`src/words/${name}`, "utf8").matchAll(/^ {2}"?([\w.-]+)"?: /gm)].map(([, key]) => key ?? ""),
    );
  expect(keys.length).toBeGreaterThan(500);
  expect(keys.filter((key, i) => keys.indexOf(key) !== i)).toEqual([]);
  const units = new Set(Object.keys(unitWords(checks, commands)["zh-CN"]));
  expect(keys.filter((key) => units.has(key))).toEqual([]);
  const forms = commands.flatMap(({ meta }) => (meta.forms ?? []).map(({ id }) => id));
  expect(forms.filter((id, i) => forms.indexOf(id) !== i)).toEqual([]);
});

test("every message that is said exists in both languages", () => {
  const said = sources.flatMap((text) =>
    [...text.matchAll(/(?:\bsay|\brefuse)\(\s*"([a-z][\w.-]*\.[\w.-]+|none)"/gi)].map((found) => found[1] ?? ""),
  );
  const chosen = sources.flatMap((text) =>
    [
      ...text.matchAll(
        /[?:]\s*"((?:refuse|check|messages?|news|column|columns|checkin|allow|terms|rules|form|finding|doctor|import|grant|review|digest)\.[\w-]+)"/g,
      ),
    ].map((found) => found[1] ?? ""),
  );
  const families = [
    ...ERROR_CODES.map((code) => `error.${code}`),
    ...Object.keys(FAILURES).map((failure) => `failure.${failure}`),
    ...REASONS.map((reason) => `reason.${reason}`),
    ...["veto", "fault", "warning", "info"].map((level) => `level.${level}`),
    ...["opened", "missed", "declined", "unmeasured"].flatMap((outcome) => [
      `outcome.${outcome}`,
      `outcome-short.${outcome}`,
    ]),
    ...[
      "order-made",
      "order-done",
      "order-undone",
      "talk-held",
      "talk-proposed",
      "follow-up-due",
      "address-paused",
      "channel-lost",
    ].map((event) => `news.${event}`),
    ...ORDER_STATES.map((state) => `order.state-${state}`),
    ...ORDER_STEPS.map((step) => `order.step-${step}`),
    ...MEASURES.map(({ id }) => `figure.${id}`),
    ...TALK_KINDS.map((kind) => `measure.kind-${kind}`),
    ...TALK_STATES.map((state) => `measure.state-${state}`),
    ...["done", "title", "dropped", "follow-up-set", "follow-up-done", "proposed-line", "due-line", "own-line"].map(
      (name) => `measure.${name}`,
    ),
    ...["overdue-order", "veto-site", "again-finding", "late-site"].map((cause) => `cause.${cause}`),
    ...COLUMN_TYPES.map((type) => `column.type-${type}`),
    ...COLUMN_STATES.map((state) => `column.state-${state}`),
    ...TERM_KINDS.map((kind) => `terms.kind-${kind}`),
    ...["kind", "text", "since"].map((reason) => `terms.fault-${reason}`),
    ...["channels", "excluded", "oldest", "months", "entry", "guides", "poor"].map((name) => `prepared.${name}`),
    ...["ok", "fault"].map((outcome) => `checkin.${outcome}`),
    ...["pass", "fail", "open"].map((outcome) => `move.${outcome}`),
    ...REQUEST_KINDS.flatMap((kind) => [`request.kind-${kind}`, `request.what-${kind}`]),
    ...REQUEST_STATES.flatMap((state) => [`request.is-${state}`, `request.state-${state}`]),
    ...["request.what-suspend-from", "request.decision-approved", "request.decision-refused"],
    ...DOMAIN_GROUPS.map((group) => `campaign.domain-${group}`),
    ...REPORT_GROUPS.map((group) => `campaign.annual-report-${group}`),
    ...["domain", "annual-report"].flatMap((name) => [`campaign.${name}`, `campaign.todo-${name}`]),
    ...ROUND_STATES.map((state) => `round.state-${state}`),
    ...SITE_RESULTS.map((result) => `round.result-${result}`),
    ...WHYS.map((why) => `round.why-${why}`),
    ...["unchecked", "unreviewed", "unscored"].map((waits) => `round.waits-${waits}`),
    ...PARTS.map((part) => `round.score-${part}`),
    ...Object.keys(FRAME_HEADERS).map((name) => `round.frame-${name}`),
    ...DIFFERENCES.map((what) => `round.difference-${what}`),
    ...MESSAGE_STATES.map((state) => `message.state-${state}`),
    ...MESSAGE_STEPS.flatMap((step) => [`message.step-${step}`, `news.message-${step}`]),
    ...MESSAGE_FAULTS.map((reason) => `messages.fault-${reason}`),
    ...["no-name", "no-url", "bad-url", "bad-code", "bad-status", "twice"].map((reason) => `import.fault-${reason}`),
  ];
  expect(said.length).toBeGreaterThan(100);
  for (const id of [...said, ...chosen, ...families])
    for (const locale of LOCALES) expect.soft(words.has(id, locale), `${locale} ${id}`).toBe(true);
});

test("both languages fill the same places", () => {
  const places = (id: string, locale: "zh-CN" | "en") => {
    const data = new Proxy({}, { get: (_, name) => `⟦${String(name)}⟧`, has: () => true });
    return [...words.say({ say: id, with: data as never }, locale).matchAll(/⟦(\w+)⟧/g)]
      .map((found) => found[1])
      .filter((name) => name !== "n")
      .sort();
  };
  for (const id of words.keys("zh-CN"))
    expect.soft([...new Set(places(id, "en"))], id).toEqual([...new Set(places(id, "zh-CN"))]);
});

test("the Slack manifest registers /xuncha and /check and none of Slack's own names", () => {
  const manifest = slackManifest(
    commands.map(({ meta }) => meta),
    { socketMode: true, locale: "en" },
  );
  const names = manifest.features.slash_commands.map(({ command }) => command);
  expect(names).toEqual(["/xuncha", "/check"]);
  expect(manifest.settings.socket_mode_enabled).toBe(true);
});

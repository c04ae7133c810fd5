import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { checks } from "../../checks/index.ts";
import { rulesets } from "../../checks/rulesets/index.ts";

const NOT_CHECKS = new Set(["check", "evidence", "index", "reading", "rulesets", "data", "README"]);

test("index, folder, tests and README agree", () => {
  const ids = readdirSync("checks")
    .map((name) => name.replace(/\.(ts|md)$/, ""))
    .filter((name) => !NOT_CHECKS.has(name))
    .sort();
  const readme = readFileSync("checks/README.md", "utf8");
  expect(checks.map(({ meta }) => meta.id)).toEqual(ids);
  expect([...readme.matchAll(/^## ([a-z0-9-]+)$/gm)].map((found) => found[1])).toEqual(ids);
  for (const id of ids) expect.soft(existsSync(`test/checks/${id}.test.ts`), id).toBe(true);
});

test("every check cites items that every rule set has, and says each message in both languages", () => {
  for (const { meta } of checks) {
    const cited = [...meta.indicators, ...Object.values(meta.messages).flatMap(({ indicator }) => indicator ?? [])];
    for (const set of rulesets)
      for (const item of cited) expect.soft(set.items[item], `${meta.id} ${set.id} ${item}`).toBeDefined();
    const places = (text: string) => [...text.matchAll(/\{(\w+)/g)].map((found) => found[1]).sort();
    for (const [id, message] of Object.entries(meta.messages))
      expect.soft(places(message.en), `${meta.id}.${id}`).toEqual(places(message["zh-CN"]));
  }
});

test("figures graded C or D can never veto", () => {
  for (const { meta } of checks)
    for (const set of rulesets)
      for (const message of Object.values(meta.messages)) {
        const grade = set.items[message.indicator ?? meta.indicators[0]]?.grade;
        if (grade === "C" || grade === "D") expect.soft(message.level ?? meta.level, meta.id).not.toBe("veto");
      }
});

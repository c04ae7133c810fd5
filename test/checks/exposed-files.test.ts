import { expect, test } from "vitest";
import { exposedFiles } from "../../checks/exposed-files.ts";
import { rulesOf, verdictOf } from "../helpers/judge.ts";

const allowed = rulesOf({ exposed: { values: { probe: true } } });
const at = (path: string, sample: string) => [{ url: `http://www.ceshi.gov.cn${path}`, status: 200, sample }];
test.each([
  ["a repository", at("/.git/HEAD", "ref: refs/heads/master\n"), ["exposed:fault"]],
  ["secrets", at("/.env", "# app\nDB_PASSWORD=x\n"), ["exposed:fault"]],
  ["a backup", at("/backup.zip", "PK\u0003\u0004…"), ["exposed:fault"]],
  ["a dump", at("/backup.sql", "-- MySQL dump 10.13"), ["exposed:fault"]],
  ["an error page in its place", at("/.git/HEAD", "<!doctype html><title>页面不存在</title>"), ["pass"]],
  ["the home page for every path", at("/backup.zip", "<html><title>测试市人民政府</title>"), ["pass"]],
  ["nothing", [], ["pass"]],
])("%s", (_, exposed, verdict) => {
  expect(verdictOf(exposedFiles, { exposed }, allowed)).toEqual(verdict);
});
test("nobody asks for such files unless the office allows it", () => {
  expect(verdictOf(exposedFiles, { exposed: at("/.git/HEAD", "ref: x") })).toEqual(["not-applicable"]);
});

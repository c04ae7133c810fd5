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
  ["a detached head", at("/.git/HEAD", `${"0a".repeat(20)}\n`), ["exposed:fault"]],
  ["an archive", at("/www.tar.gz", "\u001f\u008b\u0008"), ["exposed:fault"]],
  ["a page of PHP's settings", at("/phpinfo.php", "<html><title>PHP 7.4.3 - phpinfo()</title>"), ["exposed:fault"]],
  ["a list of a folder", at("/backup.zip", "<html><head><title>Index of /</title>"), ["exposed:fault"]],
  [
    "a deployment's settings",
    at("/WEB-INF/web.xml", "<?xml version='1.0'?><web-app version='3.0'>"),
    ["exposed:fault"],
  ],
  ["an error page in XHTML", at("/WEB-INF/web.xml", "<?xml version='1.0'?><!DOCTYPE html><html>"), ["pass"]],
  ["an error that names PHP", at("/phpinfo.php", "<html>phpinfo() is disabled, PHP Version hidden"), ["pass"]],
  ["a text that begins with PK", at("/backup.zip", "PK10 篮球赛"), ["pass"]],
  ["JSON in place of secrets", at("/.env", `{"code":404}`), ["pass"]],
  ["not there", [{ url: "http://www.ceshi.gov.cn/.env", status: 404, sample: "A=1" }], ["pass"]],
  ["nothing", [], ["pass"]],
])("%s", (_, exposed, verdict) => {
  expect(verdictOf(exposedFiles, { exposed }, allowed)).toEqual(verdict);
});
test("nobody asks for such files unless the office allows it", () => {
  expect(verdictOf(exposedFiles, { exposed: at("/.git/HEAD", "ref: x") })).toEqual(["not-applicable"]);
});

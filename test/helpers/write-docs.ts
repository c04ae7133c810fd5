/** `npm run docs`: the tables of both READMEs from the code's own metadata. A test holds them to it. */
import { readFileSync, writeFileSync } from "node:fs";
import { checks } from "../../checks/index.ts";
import { commands } from "../../commands/index.ts";
import { FIELDS } from "../../src/config.ts";
import type { Locale } from "../../src/words/say.ts";

const cell = (text: string) => text.replaceAll("|", "\\|") || "–";
const table = (head: string[], rows: string[][]) =>
  [head, head.map(() => "---"), ...rows]
    .map((row) => `| ${row.map((text, i) => (i >= 0 && text !== "---" ? cell(text) : text)).join(" | ")} |`)
    .join("\n");

const HEADS = {
  en: {
    commands: ["command", "what for", "least role"],
    checks: ["check", "title", "level", "automation"],
    settings: ["variable", "default", "meaning"],
  },
  "zh-CN": {
    commands: ["命令", "用途", "最低角色"],
    checks: ["检查项", "名称", "级别", "自动化"],
    settings: ["变量", "默认值", "含义"],
  },
};

export function tables(locale: Locale): Record<"commands" | "checks" | "settings", string> {
  const heads = HEADS[locale];
  return {
    commands: table(
      heads.commands,
      commands.map(({ meta }) => [
        `\`/${meta.name}${meta.usage[locale] ? ` ${meta.usage[locale]}` : ""}\``,
        meta.summary[locale],
        meta.role ?? "",
      ]),
    ),
    checks: table(
      heads.checks,
      checks.map(({ meta }) => [
        `[\`${meta.id}\`](checks/README.md#${meta.id})`,
        meta.title[locale],
        meta.level,
        meta.automation,
      ]),
    ),
    settings: table(
      heads.settings,
      Object.entries(FIELDS).map(([name, { fallback, doc }]) => [
        `\`${name}\``,
        fallback ? `\`${fallback}\`` : "",
        doc[locale],
      ]),
    ),
  };
}

/** The page with each marked table replaced by what the code says now. */
export function filled(page: string, locale: Locale): string {
  let text = page;
  for (const [name, made] of Object.entries(tables(locale))) {
    const [open, close] = [`<!-- ${name} -->\n`, `<!-- /${name} -->`];
    const [from, to] = [text.indexOf(open), text.indexOf(close)];
    if (from < 0 || to < from) throw new Error(`the page has no place for ${name}`);
    text = `${text.slice(0, from + open.length)}${made}\n${text.slice(to)}`;
  }
  return text;
}
export const READMES = [
  ["README.md", "en"],
  ["README.zh-CN.md", "zh-CN"],
] as const;

if (process.argv[1]?.endsWith("write-docs.ts"))
  for (const [file, locale] of READMES) writeFileSync(file, filled(readFileSync(file, "utf8"), locale));

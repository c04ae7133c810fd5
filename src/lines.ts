/** From what people type to the command meant, and the forms that commands bring. */
import type { Command } from "../commands/command.ts";
import type { FormSpec } from "./chat/port.ts";

type Line = { command: Command | undefined; word: string; words: string };

export function formsOf(commands: readonly Command[]): ReadonlyMap<string, FormSpec> {
  return new Map(commands.flatMap(({ meta }) => meta.forms ?? []).map((form) => [form.id, form]));
}

/** `/check@bot x`, `／检查 x`, `check x` and `/xuncha check x` all mean the same. */
export function readLine(commands: readonly Command[], given: string): Line {
  const line = given
    .trim()
    .replace(/^／/, "/")
    .replace(/^\/xuncha(?:@\w+)?\s*/i, "");
  const found = /^\/?([^\s@#＃]+)(?:@\w+)?\s*([\s\S]*)$/u.exec(line);
  const word = (found?.[1] ?? "").toLowerCase();
  const exact = commands.find(({ meta }) => meta.name === word || meta.aliases.includes(word));
  if (exact) return { command: exact, word, words: found?.[2] ?? "" };
  // Chinese is written without blanks: 检查云州市民政局
  const glued = commands
    .flatMap((command) => command.meta.aliases.map((alias) => ({ command, alias })))
    .find(({ alias }) => /\p{Script=Han}/u.test(alias) && word.startsWith(alias));
  if (glued)
    return { command: glued.command, word: glued.alias, words: line.replace(/^\//, "").slice(glued.alias.length) };
  return { command: undefined, word: found?.[1] ?? line, words: found?.[2] ?? "" };
}

/** What stays in its units, keyed by language: messages and titles of checks, usage of commands, questions of forms. */
import type { CheckMeta } from "../../checks/check.ts";
import type { CommandMeta } from "../../commands/command.ts";
import { LOCALES, type Locale } from "./say.ts";

export function unitWords(
  checks: readonly { meta: CheckMeta }[],
  commands: readonly { meta: CommandMeta }[],
): Record<Locale, Record<string, string>> {
  const of = (locale: Locale): Record<string, string> => ({
    ...Object.fromEntries(
      checks.flatMap(({ meta }) => [
        [`check.${meta.id}`, meta.title[locale]],
        ...Object.entries(meta.messages).map(([id, message]) => [`check.${meta.id}.${id}`, message[locale]]),
      ]),
    ),
    ...Object.fromEntries(
      commands.flatMap(({ meta }) => [
        [`command.${meta.name}.usage`, meta.usage[locale]],
        [`command.${meta.name}.summary`, meta.summary[locale]],
        ...(meta.forms ?? []).flatMap((form) => [
          [`form.${form.id}`, form.title[locale]],
          ...form.fields.flatMap((field) => [
            [`form.${form.id}.${field.name}`, field.label[locale]],
            [`form.${form.id}.${field.name}.hint`, field.hint[locale]],
          ]),
        ]),
      ]),
    ),
  });
  return Object.fromEntries(LOCALES.map((locale) => [locale, of(locale)])) as Record<Locale, Record<string, string>>;
}

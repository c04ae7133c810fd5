/** What a catalogue holds, and for which languages. */
export const LOCALES = ["zh-CN", "en"] as const;
export type Locale = (typeof LOCALES)[number];
/** A sentence with `{name}` places; with `one` and `other`, chosen by the number `n`. `{x|prefix}` says `prefix.x`. */
export type Entry = string | { one: string; other: string };

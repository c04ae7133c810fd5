import type { Json } from "./slack-types.ts";

/** Notes an error at a JSON pointer. */
export type Say = (path: string, message: string) => void;

export const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export function string(say: Say, path: string, value: unknown, max: number, required = true): void {
  if (value === undefined || value === null) return void (required && say(path, "missing required field"));
  if (typeof value !== "string") return say(path, "must provide a string");
  if (value.length === 0 && required) say(path, "must be more than 0 characters");
  if (value.length > max) say(path, `must be less than ${max + 1} characters`);
}

export function text(say: Say, path: string, value: unknown, max: number, kinds: string[], required = true): void {
  if (value === undefined || value === null) return void (required && say(path, "missing required field: text"));
  if (!isObject(value)) return say(path, "must provide an object");
  if (typeof value.type !== "string" || !kinds.includes(value.type)) {
    return say(`${path}/type`, `must be one of: ${kinds.join(", ")}`);
  }
  string(say, `${path}/text`, value.text, max);
  if (value.type === "mrkdwn" && "emoji" in value) say(path, "additional property: emoji");
  if (value.type === "plain_text" && "verbatim" in value) say(path, "additional property: verbatim");
}
export const plain = ["plain_text"];
export const either = ["plain_text", "mrkdwn"];

export function list(say: Say, path: string, value: unknown, min: number, max: number): unknown[] {
  if (!Array.isArray(value)) return (say(path, "must provide an array"), []);
  if (value.length < min) say(path, `no fewer than ${min} items required`);
  if (value.length > max) say(path, `no more than ${max} items allowed`);
  return value;
}

export function gather(check: (say: Say) => void): string[] {
  const found: string[] = [];
  check((path, message) => void found.push(`[ERROR] ${message} [json-pointer:${path}]`));
  return found;
}

export function options(say: Say, path: string, value: unknown, max: number, kinds: string[], min = 1): void {
  const seen = new Set<unknown>();
  list(say, path, value, min, max).forEach((option, i) => {
    const at = `${path}/${i}`;
    if (!isObject(option)) return say(at, "must provide an object");
    text(say, `${at}/text`, option.text, 75, kinds);
    string(say, `${at}/value`, option.value, 150);
    text(say, `${at}/description`, option.description, 75, kinds, false);
    if (option.url !== undefined) string(say, `${at}/url`, option.url, 3000);
    if (seen.has(option.value)) say(`${at}/value`, "option values must be unique");
    seen.add(option.value);
  });
}

export function initial(say: Say, path: string, element: Json): void {
  const all = [
    ...(Array.isArray(element.options) ? element.options : []),
    ...(Array.isArray(element.option_groups) ? element.option_groups.flatMap((g: Json) => g.options) : []),
  ];
  const has = (option: unknown) => isObject(option) && all.some((o) => isObject(o) && o.value === option.value);
  const one = element.initial_option;
  if (one !== undefined && !has(one)) say(`${path}/initial_option`, "must match one of the options");
  const many = element.initial_options;
  if (many !== undefined) {
    list(say, `${path}/initial_options`, many, 1, 100).forEach((option, i) => {
      if (!has(option)) say(`${path}/initial_options/${i}`, "must match one of the options");
    });
  }
}

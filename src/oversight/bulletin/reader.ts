/** Reading a JSON value into a type: a reader a field; every fault is told at once, each with its path. */

export const FAULTS = [
  "missing",
  "unknown",
  "text",
  "whole",
  "day",
  "list",
  "object",
  "choice",
  "share",
  "web",
  "more",
  "twice",
  "period",
  "differs",
  "json",
] as const;
export type FaultReason = (typeof FAULTS)[number];
/** `path`: `check.regions[3].failed`; `given`: what stood there, shortened; `wanted`: what could have. */
export type Fault = { path: string; reason: FaultReason; given?: string; wanted?: string };
export type Read<T> = (value: unknown, path: string, faults: Fault[]) => T | undefined;

const MOST_GIVEN = 60;
export function shown(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.length > MOST_GIVEN ? `${text.slice(0, MOST_GIVEN)}…` : text;
}
const expect =
  <T>(reason: FaultReason, fits: (value: unknown) => value is T, wanted?: string): Read<T> =>
  (value, path, faults) => {
    if (fits(value)) return value;
    faults.push({ path, reason, given: shown(value), ...(wanted ? { wanted } : {}) });
    return undefined;
  };

/** More than any count there is, and exact in every product of two that is made of them. */
const MOST = 10_000_000;
export const whole = expect(
  "whole",
  (value): value is number => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MOST,
);
const LONGEST = 2_000;
export const text: Read<string> = (value, path, faults) => {
  if (typeof value === "string" && value.trim() !== "" && value.length <= LONGEST) return value.trim();
  faults.push({ path, reason: "text", given: shown(value) });
  return undefined;
};
export const oneOf = <const V extends readonly string[]>(...values: V): Read<V[number]> =>
  expect("choice", (value): value is V[number] => values.includes(value as string), values.join(" | "));
export const day = expect("day", (value): value is string => {
  try {
    return typeof value === "string" && Temporal.PlainDate.from(value).toString() === value;
  } catch {
    return false;
  }
});
/** "53.9%", "100%": as it was printed, with at most four places. */
export const share = expect(
  "share",
  (value): value is string => typeof value === "string" && /^\d{1,3}(?:\.\d{1,4})?%$/.test(value),
);
/** "2.14", "-0.5": percentage points as they were printed. */
export const points = expect(
  "share",
  (value): value is string => typeof value === "string" && /^[+-]?\d{1,3}(?:\.\d{1,4})?$/.test(value),
);
export const webAddress = expect(
  "web",
  (value): value is string => typeof value === "string" && /^(?:https?:\/\/)?[^\s/]+\.[^\s]+$/i.test(value),
);

const MOST_ROWS = 50_000;
export const list =
  <T>(one: Read<T>): Read<T[]> =>
  (value, path, faults) => {
    if (!Array.isArray(value) || value.length > MOST_ROWS) {
      faults.push({ path, reason: "list", given: shown(value) });
      return undefined;
    }
    return value.flatMap((each, i) => {
      const read = one(each, `${path}[${i}]`, faults);
      return read === undefined ? [] : [read];
    });
  };

type Fields<T> = { [K in keyof Required<T>]: Read<Exclude<T[K], undefined>> };
type Needed<T> = { [K in keyof T]-?: undefined extends T[K] ? never : K }[keyof T];

/** `needed` are the fields that must be there; a field that is not of the object is a fault, for it would be lost unseen. */
export const object =
  <T extends object>(fields: Fields<T>, needed: readonly Needed<T>[]): Read<T> =>
  (value, path, faults) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      faults.push({ path, reason: "object", given: shown(value) });
      return undefined;
    }
    const given = value as Record<string, unknown>;
    const at = (key: string) => (path ? `${path}.${key}` : key);
    for (const key of Object.keys(given))
      if (!Object.hasOwn(fields, key))
        faults.push({ path: at(key), reason: "unknown", wanted: Object.keys(fields).join(", ") });
    const made: Record<string, unknown> = {};
    for (const [key, read] of Object.entries(fields) as [string, Read<unknown>][]) {
      const own = given[key];
      if (own !== undefined && own !== null) made[key] = read(own, at(key), faults);
      else if ((needed as readonly string[]).includes(key)) faults.push({ path: at(key), reason: "missing" });
    }
    return made as T;
  };

/** What a place of the template holds, with where it comes from: what is printed of it goes into the sources sheet. */
import type { Ratio } from "../../oversight/bulletin/arithmetic.ts";
import type { FigureName, ShareName } from "../../oversight/bulletin/figures.ts";
import type { ItemName } from "./names.ts";

/** `path`: the field of the figures, as in a figures file; `before`: of the period before. */
export type Origin = { figure: FigureName; path: string };
export type Held =
  | { as: "text"; text: string }
  | { as: "number"; n: number; from: Origin }
  | { as: "share"; ratio: Ratio; share: ShareName; from: Origin; of: string }
  | { as: "change"; now: Ratio; before: Ratio; from: Origin }
  | { as: "items"; name: ItemName; items: Values[] }
  | { as: "flag" };
export type Values = Readonly<Record<string, Held | undefined>>;

export const textHeld = (text: string | undefined): Held | undefined =>
  text === undefined ? undefined : { as: "text", text };
export const numberHeld = (n: number | undefined, figure: FigureName, path: string): Held | undefined =>
  n === undefined ? undefined : { as: "number", n, from: { figure, path } };
export const flagHeld = (on: boolean): Held | undefined => (on ? { as: "flag" } : undefined);
export const itemsHeld = (name: ItemName, items: Values[] | undefined): Held | undefined =>
  items && items.length > 0 ? { as: "items", name, items } : undefined;

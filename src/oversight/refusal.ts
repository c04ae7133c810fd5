/** A command that cannot be done as given: what was understood, what was wrong, and one line to copy that works. */
import { type Say, say, type Value } from "../card.ts";

export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly what: Say;
  readonly copy: string | undefined;
  constructor(what: Say, copy?: string) {
    super(what.say);
    this.what = what;
    this.copy = copy;
  }
}
export const refuse = (id: string, data?: Record<string, Value>, copy?: string): never => {
  throw new Refusal(say(id, data), copy);
};

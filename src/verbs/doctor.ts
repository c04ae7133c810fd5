/** `xuncha doctor`: one line a finding; 2 where something is to be put right. */
import { say } from "../card.ts";
import { examine } from "../doctor.ts";
import { type Verb, withApp } from "./verb.ts";

export const doctor = (): Verb => async (io, config, tell) =>
  withApp(config, { exclusive: false }, async (app) => {
    const found = await examine(app);
    for (const { ok, text } of found) io.out(`${tell(say(ok ? "doctor.ok" : "doctor.bad"))}  ${tell(text)}\n`);
    return found.every(({ ok }) => ok) ? 0 : 2;
  });

/** The terminal as an office channel of its own. */
import { channelById } from "../../db/people.ts";
import type { App } from "../app.ts";
import { TERMINAL, TERMINAL_USER } from "../chat/terminal/index.ts";
import { bind } from "../oversight/grants.ts";

export async function bindTerminal({ db, clock }: App): Promise<void> {
  if (await channelById(db, TERMINAL)) return;
  await db.tx((tx) =>
    bind(tx, {
      id: TERMINAL,
      title: TERMINAL,
      audience: "office",
      audienceId: null,
      actor: TERMINAL_USER,
      at: clock.now(),
    }),
  );
}

/** The terminal as an office channel of its own. */
import { join } from "node:path";
import { channelById } from "../../db/people.ts";
import type { App } from "../app.ts";
import { TERMINAL, TERMINAL_USER } from "../chat/terminal/index.ts";
import type { Config } from "../config.ts";
import { bind } from "../oversight/grants.ts";

/** Where the files of messages go when there is no chat to put them into. */
export const outFolder = ({ DATA_DIR }: Pick<Config, "DATA_DIR">): string => join(DATA_DIR, "out");

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

/** Every command, in the order in which help lists them. A test holds this list, the folder and the README in step. */
import { assign } from "./assign.ts";
import { channel } from "./channel.ts";
import { check } from "./check.ts";
import type { Command } from "./command.ts";
import { digest } from "./digest.ts";
import { findings } from "./findings.ts";
import { grant } from "./grant.ts";
import { help } from "./help.ts";
import { mute } from "./mute.ts";
import { review } from "./review.ts";
import { sites } from "./sites.ts";
import { stats } from "./stats.ts";
import { talk } from "./talk.ts";
import { undo } from "./undo.ts";
import { whoami } from "./whoami.ts";

export const commands: readonly Command[] = [
  check,
  sites,
  findings,
  review,
  assign,
  undo,
  talk,
  stats,
  digest,
  mute,
  grant,
  channel,
  whoami,
  help,
];

/** Every command, in the order in which help lists them. A test holds this list, the folder and the README in step. */
import { allow } from "./allow.ts";
import { assign } from "./assign.ts";
import { bulletin } from "./bulletin.ts";
import { calendar } from "./calendar.ts";
import { campaign } from "./campaign.ts";
import { channel } from "./channel.ts";
import { check } from "./check.ts";
import { checkin } from "./checkin.ts";
import { columns } from "./columns.ts";
import type { Command } from "./command.ts";
import { digest } from "./digest.ts";
import { findings } from "./findings.ts";
import { grant } from "./grant.ts";
import { help } from "./help.ts";
import { measure } from "./measure.ts";
import { message } from "./message.ts";
import { mute } from "./mute.ts";
import { order } from "./order.ts";
import { read } from "./read.ts";
import { request } from "./request.ts";
import { review } from "./review.ts";
import { round } from "./round.ts";
import { rules } from "./rules.ts";
import { sites } from "./sites.ts";
import { stats } from "./stats.ts";
import { talk } from "./talk.ts";
import { terms } from "./terms.ts";
import { undo } from "./undo.ts";
import { whoami } from "./whoami.ts";
import { window } from "./window.ts";

export const commands: readonly Command[] = [
  check,
  sites,
  findings,
  review,
  checkin,
  read,
  request,
  campaign,
  columns,
  assign,
  order,
  undo,
  talk,
  measure,
  message,
  round,
  stats,
  bulletin,
  digest,
  mute,
  window,
  allow,
  terms,
  rules,
  calendar,
  grant,
  channel,
  whoami,
  help,
];

/** Casework in English. */
import type { Entry } from "./entry.ts";
import type { zhCasework } from "./zh-CN-casework.ts";

export const enCasework: Record<keyof typeof zhCasework, Entry> = {
  "review.opinion": "{who}: {outcome} ({reason})",
  "review.asked-by": "{who} asks you to review it: {note}",
  "review.again": "Seen for the {n}th time",
  "review.left": "{n} more in your queue",
  "review.heard": "Your opinion of {ids} is noted; another reviewer is to be heard, who does not see it",
  "review.differ": "Two reviewers differ on {ids}; a supervisor settles it",
  "review.done-dismissed-until": "Dismissed {ids}; the same fault on the same place stays quiet until {until}",
  "review.second-of": "Asked {who} to review {ids}",
  "review.second-any": "Asked another reviewer for {ids}",
  "review.blind-off": "Blind second review: off",
  "review.blind-veto":
    "Blind second review: vetoes are reviewed by two people who do not see each other's opinion; a supervisor settles differences",
  "review.blind-all":
    "Blind second review: every finding is reviewed by two people who do not see each other's opinion; a supervisor settles differences",
  "button.second": "Second reviewer",
  "refuse.second-asked": "#{id}: you asked another reviewer; the answer is theirs",
  "refuse.second-twice": "#{id}: a second reviewer is asked already",
  "refuse.second-self": "#{id}: nobody is his own second reviewer",
  "refuse.heard-already": "#{id}: your opinion is noted; another reviewer must be heard",
  "refuse.arbiter-only": "#{id}: two reviewers differ; only a supervisor settles it",
  "refuse.blind": "“{word}” is not understood: off, veto or all",
  "refuse.blind-first": "#{id} needs two reviewers before it is assigned",
};

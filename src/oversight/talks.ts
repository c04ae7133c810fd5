/** Accountability talks (约谈): talks and the persons talked to are counted apart. */
import { addTalk } from "../../db/casework.ts";
import { audit } from "../../db/office.ts";
import type { Queries } from "../../db/open.ts";
import { siteById } from "../../db/sites.ts";
import { tell } from "./news.ts";
import { refuse } from "./refusal.ts";

export type Talk = {
  siteId?: number | undefined;
  organiserId?: number | undefined;
  heldOn: Temporal.PlainDate;
  names: string[];
  reason: string;
  actor: string;
  at: Temporal.Instant;
  channel: string | undefined;
};

export async function holdTalk(q: Queries, talk: Talk): Promise<number> {
  const names = [...new Set(talk.names)];
  if (names.length === 0) refuse("refuse.talk-names");
  const { siteId, organiserId, heldOn, reason, actor, at } = talk;
  const id = await addTalk(
    q,
    { siteId: siteId ?? null, organiserId: organiserId ?? null, heldOn: heldOn.toString(), reason, actor, at },
    names,
  );
  await audit(q, {
    at,
    actor,
    action: "talk",
    subject: `talk:${id}`,
    data: { siteId, organiserId, heldOn: heldOn.toString(), persons: names.length },
  });
  const site = siteId === undefined ? undefined : await siteById(q, siteId);
  await tell(q, {
    subject: site ? `site:${site.id}` : `talk:${id}`,
    event: "talk-held",
    ids: [id],
    at,
    ...(site ? { site } : {}),
    except: talk.channel,
  });
  return id;
}

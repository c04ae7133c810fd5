/** Granting roles, and binding channels to an audience. */
import { audit } from "../../db/office.ts";
import type { Queries } from "../../db/open.ts";
import { addGrant, bindChannel, channelById, endGrants, grantsOf } from "../../db/people.ts";
import type { Role } from "./rights.ts";

export type Scope = { scope: "all" } | { scope: "region" | "organiser"; scopeId: number };

/** Gives a role; one of the same scope replaces the old. `none` takes all away. */
export async function grantRole(
  q: Queries,
  given: { personId: number; role: Role | "none"; scope: Scope; actor: string; at: Temporal.Instant },
): Promise<void> {
  const { personId, role, scope, actor, at } = given;
  const scopeId = scope.scope === "all" ? null : scope.scopeId;
  const before = await grantsOf(q, personId);
  const same = before.filter((grant) => role === "none" || (grant.scope === scope.scope && grant.scopeId === scopeId));
  await endGrants(
    q,
    same.map(({ id }) => id),
    at,
  );
  if (role !== "none") await addGrant(q, { personId, role, scope: scope.scope, scopeId, actor, at });
  await audit(q, { at, actor, action: "grant", subject: `person:${personId}`, data: { role, ...scope } });
}

export async function bind(
  q: Queries,
  given: {
    id: string;
    title: string;
    audience: "office" | "region" | "organiser";
    audienceId: number | null;
    locale?: string | null;
    actor: string;
    at: Temporal.Instant;
  },
): Promise<void> {
  const { at, ...row } = given;
  const before = await channelById(q, given.id);
  await bindChannel(q, { ...row, locale: given.locale ?? before?.locale ?? null, boundAt: at });
  await audit(q, {
    at,
    actor: given.actor,
    action: "channel",
    subject: `channel:${given.id}`,
    data: { audience: given.audience, audienceId: given.audienceId },
  });
}
export { grantsOf };

/** Finding what people mean: a site by code, domain, address or words; a person by reply, mention, username or name. */

import { bare } from "../../checks/reading/text.ts";
import type { Queries } from "../../db/open.ts";
import {
  grantsOf,
  identitiesOf,
  identityById,
  type PersonRow,
  peopleNamed,
  personById,
  seeIdentity,
} from "../../db/people.ts";
import { allSites, organisers, regions, type SiteRow, siteByCode, sitesByHost } from "../../db/sites.ts";
import { refuse } from "./refusal.ts";
import { isAdminIdentity } from "./rights.ts";

const CODE = /^(?:bm\d{8}|\d{10})$/i;
const NEAREST = 5;

/** How alike two strings are, by shared pairs of characters: 0 to 1. Serves names in Chinese and hosts alike. */
export function likeness(a: string, b: string): number {
  const pairs = (text: string) => {
    const clean = bare(text).toLowerCase();
    return clean.length < 2 ? [clean] : Array.from({ length: clean.length - 1 }, (_, i) => clean.slice(i, i + 2));
  };
  const [one, two] = [pairs(a), pairs(b)];
  const rest = [...two];
  let shared = 0;
  for (const pair of one) {
    const at = rest.indexOf(pair);
    if (at >= 0) {
      shared++;
      rest.splice(at, 1);
    }
  }
  return (2 * shared) / (one.length + two.length);
}

export function asUrl(words: string): URL | undefined {
  const text = words.trim();
  if (/^https?:\/\//i.test(text)) return URL.canParse(text) ? new URL(text) : undefined;
  if (!/^[\p{L}\p{N}.-]+\.[\p{L}\p{N}-]{2,}(?::\d+)?(?:\/\S*)?$/u.test(text) || !URL.canParse(`http://${text}`))
    return undefined;
  return new URL(`http://${text}`);
}

export type Sought = { site: SiteRow } | { url: URL } | { near: SiteRow[] };

/** A registered site, an address of none, or the nearest names. */
export async function seekSite(q: Queries, words: string): Promise<Sought> {
  const text = words.trim();
  if (CODE.test(text)) {
    const site = await siteByCode(q, text);
    if (site) return { site };
  }
  const all = await allSites(q);
  const exact = all.filter(
    (site) => site.name === text || site.url === text || String(site.id) === text.replace(/^site:/, ""),
  );
  if (exact.length === 1 && exact[0]) return { site: exact[0] };
  const url = asUrl(text);
  if (url) {
    const here = await sitesByHost(q, url.hostname);
    const same =
      here.find((site) => site.url === url.href) ?? (url.pathname === "/" || here.length === 1 ? here[0] : undefined);
    return same ? { site: same } : { url };
  }
  const within = all.filter((site) => site.name.includes(text) || (text.length >= 4 && text.includes(site.name)));
  if (within.length === 1 && within[0]) return { site: within[0] };
  const near = (within.length > 1 ? within : all)
    .map((site) => ({ site, score: Math.max(likeness(site.name, text), likeness(site.host, text)) }))
    .filter(({ score }) => within.length > 1 || score > 0.15)
    .sort((a, b) => b.score - a.score || a.site.id - b.site.id);
  return { near: near.slice(0, NEAREST).map(({ site }) => site) };
}

/** The registered site or a refusal that offers the nearest names. */
export async function needSite(q: Queries, words: string, example: (site: SiteRow) => string): Promise<SiteRow> {
  if (!words.trim()) refuse("refuse.which-site");
  const sought = await seekSite(q, words);
  if ("site" in sought) return sought.site;
  const near = "near" in sought ? sought.near : [];
  const [first] = near;
  return refuse(
    near.length > 0 ? "refuse.site-near" : "refuse.site-unknown",
    { words, near: near.map(({ name, code }) => (code ? `${name} (${code})` : name)) },
    first ? example(first) : undefined,
  );
}

export type Mention = {
  text: string;
  identity?: string | undefined;
  name?: string | undefined;
  username?: string | undefined;
};

/** The person meant by a mention or a name; unknown and ambiguous ones are refused by name. */
export async function needPerson(
  q: Queries,
  words: string,
  mentions: readonly Mention[],
  { platform, at }: { platform: string; at: Temporal.Instant },
): Promise<PersonRow> {
  const mention = mentions.find(({ text }) => text === words || text === `@${words}`);
  if (mention?.identity) {
    const known = await identityById(q, mention.identity);
    const row =
      known ??
      (await seeIdentity(q, {
        id: mention.identity,
        name: mention.name ?? mention.username ?? words.replace(/^@/, ""),
        username: mention.username,
        at,
      }));
    const person = await personById(q, row.personId);
    if (person) return person;
  }
  if (/^(?:telegram|slack|terminal):\S+$/.test(words)) {
    const known = await seeIdentity(q, { id: words, name: "", at });
    const person = await personById(q, known.personId);
    if (person) return person;
  }
  const found = await peopleNamed(q, words, platform);
  const present = found.filter(({ leftAt }) => leftAt === null);
  if (present.length > 1) refuse("refuse.person-ambiguous", { words, n: present.length });
  const [person] = present;
  if (!person) return refuse(found.length > 0 ? "refuse.person-left" : "refuse.person-unknown", { words });
  return person;
}

/** How a person is called on a platform: with @ where his username is known. */
export async function callName(q: Queries, person: PersonRow, platform?: string): Promise<string> {
  const all = await identitiesOf(q, person.id);
  const here = all.find(({ id }) => platform && id.startsWith(`${platform}:`)) ?? all[0];
  return here?.username ? `@${here.username}` : person.name;
}

export async function seekOrganiser(q: Queries, words: string): Promise<{ id: number; name: string } | undefined> {
  const all = await organisers(q);
  const exact = all.find(({ name }) => name === words.trim());
  if (exact) return exact;
  const within = all.filter(({ name }) => words.trim().length >= 2 && name.includes(words.trim()));
  return within.length === 1 ? within[0] : undefined;
}
/** The sites of an organiser that run. */
export const sitesOfOrganiser = async (q: Queries, organiserId: number): Promise<SiteRow[]> =>
  (await allSites(q)).filter((site) => site.organiserId === organiserId && site.status === "running");
export async function seekRegion(q: Queries, words: string): Promise<{ id: number; name: string } | undefined> {
  const all = await regions(q);
  return (
    all.find(({ name, code }) => name === words.trim() || code === words.trim()) ??
    all.find(({ name }) => name.includes(words.trim()))
  );
}

/** Whether a person holds any role at all; one who does not can be given work, but cannot answer for it in chat. */
export async function hasRole(q: Queries, personId: number, admins: readonly string[]): Promise<boolean> {
  if ((await grantsOf(q, personId)).length > 0) return true;
  return (await identitiesOf(q, personId)).some(({ id }) => isAdminIdentity(id, admins));
}

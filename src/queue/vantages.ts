/** From where a miss is looked at a second time: from somewhere else, while there is somewhere else. */

/** Names are part of a queue's name, so they are plain. */
export const VANTAGE = /^[a-z0-9][a-z0-9-]{0,39}$/;
export const lookQueue = (vantage: string): string => `look-${vantage}`;

/** One of the vantages alive that is not `missed`, spread by the site; undefined where there is none. */
export function elsewhere(alive: ReadonlySet<string>, missed: string | null, siteId: number): string | undefined {
  const others = [...alive].filter((name) => name !== missed).sort();
  return others[siteId % Math.max(1, others.length)];
}

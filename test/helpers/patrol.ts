/** A patrol on a real database whose sites are what a test says: collectors and an evidence store in memory. */
import { checks } from "../../checks/index.ts";
import type { Db } from "../../db/open.ts";
import { createEvidenceStore } from "../../src/collect/evidence-store.ts";
import type { Collectors } from "../../src/collect/visit.ts";
import type { Clock } from "../../src/oversight/clock.ts";
import { createPatrol, type Patrol, type PatrolOptions } from "../../src/oversight/patrol.ts";
import { createSupplies } from "../../src/oversight/supplies.ts";
import { createVisitor } from "../../src/oversight/visit.ts";

export function memoryStore() {
  const bodies = new Map<string, Buffer>();
  return createEvidenceStore({
    has: async (hash) => bodies.has(hash),
    write: async (hash, body) => void bodies.set(hash, body),
    read: async (hash) => bodies.get(hash),
    remove: async (hash) => void bodies.delete(hash),
  });
}

/** `change` must say what a probe meets; the rest finds nothing. */
export const collectorsOf = (change: Partial<Collectors> & Pick<Collectors, "probe">): Collectors => ({
  dns: async (url) => ({ host: new URL(url).hostname, a: ["203.0.113.5"], aaaa: [] }),
  scripts: async (read) => read,
  secondLevel: async () => [],
  survey: async () => [],
  views: async () => ({}),
  exposed: async () => [],
  answers: async () => false,
  links: async () => [],
  render: async () => undefined,
  close: async () => {},
  ...change,
});

export const patrolOf = (db: Db, clock: Clock, collectors: Collectors, options: PatrolOptions): Patrol =>
  createPatrol({
    db,
    store: memoryStore(),
    clock,
    visit: createVisitor(collectors, clock),
    checks,
    supplies: createSupplies(),
    sleep: async () => {},
    options,
  });

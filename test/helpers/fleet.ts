/** Many small sites on loopback, each at an address of its own, so that politeness parts them as it parts real ones. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { max } from "../../db/drizzle.ts";
import type { Db } from "../../db/open.ts";
import { setDue } from "../../db/patrol.ts";
import { offsetMinutes } from "../../src/oversight/patrol.ts";
import { page } from "./site.ts";

export type Fleet = {
  /** Lines of a hosts file. */
  hosts: string;
  names: string[];
  /** GETs of home pages, by site. */
  asked: Map<string, number>;
  /** Most GETs open at one time at one address. */
  mostOpen(): number;
  [Symbol.asyncDispose](): Promise<void>;
};

const nameOf = (n: number) => `s${n}.fleet.gov.cn`;
const addressOf = (n: number) => `127.9.${n >> 8}.${n & 255}`;

export type FleetOptions = {
  /** Answers 503. */
  isDown?(n: number): boolean;
  /** How long a site thinks. */
  ms?: number;
  /** So many stand behind one address. */
  shared?: number;
  /** Stands on each home page beside the usual. */
  body?: string;
};

export async function fleet(
  size: number,
  { isDown = () => false, ms = 5, shared = 0, body = "" }: FleetOptions = {},
): Promise<Fleet> {
  const asked = new Map<string, number>();
  const open = new Map<string, number>();
  let most = 0;
  const html = gzipSync(page({ body }));
  const server = createServer((request, response) => {
    const [name = ""] = (request.headers.host ?? "").split(":");
    const address = request.socket.localAddress ?? "";
    if (request.url === "/") asked.set(name, (asked.get(name) ?? 0) + 1);
    const now = (open.get(address) ?? 0) + 1;
    open.set(address, now);
    most = Math.max(most, now);
    let ended = false;
    const end = () => {
      if (!ended) open.set(address, (open.get(address) ?? 1) - 1);
      ended = true;
    };
    // Whoever was killed asks no more
    response.once("close", end);
    setTimeout(() => {
      end();
      const n = Number(/^s(\d+)/.exec(name)?.[1]);
      if (request.url !== "/") response.writeHead(404).end();
      else if (isDown(n)) response.writeHead(503).end("busy");
      else
        response.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-encoding": "gzip" }).end(html);
    }, ms);
  });
  await new Promise<void>((resolve) => server.listen(0, "0.0.0.0", resolve));
  const { port } = server.address() as AddressInfo;
  const names = Array.from({ length: size }, (_, n) => nameOf(n));
  return {
    hosts: names.map((name, n) => `${addressOf(n < shared ? 0 : n)}:${port} ${name}`).join("\n"),
    names,
    asked,
    mostOpen: () => most,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Minutes in which no site of a fleet is due a second time by its own place in the hour. */
const STILL_MIN = 20;

/**
 * Registers the fleet as sites seen before, each due for its probe now and for its full reading tomorrow. Their numbers
 * are such that their own minute of the hour is far: whoever is counted twice meanwhile was visited twice for one due row.
 */
export async function register(db: Db, names: readonly string[]): Promise<void> {
  const now = Temporal.Now.instant().round({ smallestUnit: "millisecond", roundingMode: "floor" });
  const { hour, minute } = now.toZonedDateTimeISO("Asia/Shanghai");
  const wait = (id: number) => (offsetMinutes(id) - hour * 60 - minute + 2 * 1440) % 60;
  const [last] = await db.select({ id: max(db.t.sites.id) }).from(db.t.sites);
  let next = last?.id ?? 0;
  await db.tx(async (tx) => {
    for (const [n, host] of names.entries()) {
      do next++;
      while (wait(next) < STILL_MIN);
      await tx.insert(tx.t.sites).values({
        ...{ id: next, code: null, name: `网站${n}`, url: `http://${host}/`, host, status: "running", extra: {} },
        ...{ createdAt: now, baselineAt: now },
      });
      await setDue(tx, next, "visit", now);
      await setDue(tx, next, "daily", now.add({ hours: 24 }));
    }
  });
}
/** Probes counted by site, today and yesterday together: midnight may pass in between. */
export async function probesBySite(db: Db): Promise<Map<number, number>> {
  const rows = await db.select().from(db.t.probeDays);
  const counts = new Map<number, number>();
  for (const { siteId, opened, missed, declined, unmeasured, disputed } of rows)
    counts.set(siteId, (counts.get(siteId) ?? 0) + opened + missed + declined + unmeasured + disputed);
  return counts;
}

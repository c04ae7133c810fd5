/** Our own line is judged before others are blamed: are well-known places reachable from here? */
import net from "node:net";
import type { Resolver } from "./address.ts";

const CONNECT_MS = 3_000;
/** One answer serves every site that misses within this time. */
const HOLDS_MS = 30_000;

export type Line = { works(): Promise<boolean> };

/** `targets` as `host[:port]`; none means that nobody can be asked, and the line is taken to work. */
export function createLine(targets: readonly string[], resolver: Resolver, nowMs: () => number): Line {
  let last: { at: number; works: Promise<boolean> } | undefined;
  const reaches = async (target: string): Promise<boolean> => {
    const [host = "", port = "443"] = target.split(":");
    const resolved = await resolver.resolve(host);
    if ("failure" in resolved) return false;
    const [endpoint] = resolved.endpoints;
    if (!endpoint) return false;
    return new Promise((resolve) => {
      const socket = net.connect({ host: endpoint.address, port: endpoint.port ?? Number(port) });
      const end = (works: boolean) => {
        socket.destroy();
        resolve(works);
      };
      socket.setTimeout(CONNECT_MS, () => end(false));
      socket.once("connect", () => end(true)).once("error", () => end(false));
    });
  };
  return {
    async works() {
      if (targets.length === 0) return true;
      const now = nowMs();
      if (!last || now - last.at > HOLDS_MS)
        last = { at: now, works: Promise.all(targets.map(reaches)).then((answers) => answers.some(Boolean)) };
      return last.works;
    },
  };
}

/** Collectors over a hosts file of the test's own, without politeness towards itself. */

import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:net";
import { createResolver, parseHosts, parseNetworks } from "../../src/collect/address.ts";
import type { Attention } from "../../src/collect/attention.ts";
import { createClient } from "../../src/collect/client.ts";
import { createLanes } from "../../src/collect/lanes.ts";

const clock = {
  ms: () => performance.now(),
  sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
};

export function clientFor(hosts: string, networks = "127.0.0.0/8", attention?: Attention) {
  const resolver = createResolver({ hosts: parseHosts(hosts), networks: parseNetworks(networks) });
  const lanes = createLanes(clock, { factor: 0 });
  return { client: createClient(resolver, lanes, "Xuncha test", attention), resolver, lanes };
}
/** A server that answers raw bytes, whatever is asked. */
export async function rawServer(
  answer: string | Buffer | ((count: number) => string | Buffer | undefined),
): Promise<{ port: number; count(): number; [Symbol.asyncDispose](): Promise<void> }> {
  let count = 0;
  const sockets = new Set<import("node:net").Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket
      .on("error", () => socket.destroy())
      .once("data", () => {
        const bytes = typeof answer === "function" ? answer(++count) : answer;
        if (bytes !== undefined) socket.end(bytes);
      });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    count: () => count,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

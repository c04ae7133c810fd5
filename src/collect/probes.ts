/** Small questions to a server beside its pages: does its IPv6 address answer, are files there that must not be. */
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import ipaddr from "ipaddr.js";
import type { Dns } from "../../checks/evidence.ts";
import type { Resolver } from "./address.ts";

const CONNECT_MS = 5_000;

/** What careless deployments leave behind. Each is one GET of a few bytes. */
export const EXPOSED_PATHS = [
  "/.git/HEAD",
  "/.svn/entries",
  "/.svn/wc.db",
  "/.env",
  "/web.config.bak",
  "/www.zip",
  "/wwwroot.rar",
  "/backup.zip",
  "/backup.sql",
  "/phpinfo.php",
  "/WEB-INF/web.xml",
] as const;

const ownLineHasIpv6 = () =>
  Object.values(networkInterfaces()).some((addresses) =>
    addresses?.some(
      ({ family, internal, address }) =>
        family === "IPv6" && !internal && ipaddr.parse(address.replace(/%.*$/, "")).range() === "unicast",
    ),
  );

/** Whether the site's IPv6 address takes a connection; not measured where we have no IPv6 ourselves. */
export async function reach6(address: string, url: URL, resolver: Resolver): Promise<NonNullable<Dns["reach6"]>> {
  if (!resolver.allows(address) || !ownLineHasIpv6()) return "unmeasured";
  const port = Number(url.port) || (url.protocol === "https:" ? 443 : 80);
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, family: 6 });
    const end = (state: "open" | "closed") => {
      socket.destroy();
      resolve(state);
    };
    socket.setTimeout(CONNECT_MS, () => end("closed"));
    socket.once("connect", () => end("open")).once("error", () => end("closed"));
  });
}

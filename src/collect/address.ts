/** Which addresses the collector may reach, and what a name resolves to. Decided at the socket, after resolution, on every hop. */
import dns from "node:dns/promises";
import { readFile } from "node:fs/promises";
import ipaddr from "ipaddr.js";
import { getDomain } from "tldts";
import type { Dns, Failure } from "../../checks/evidence.ts";

/** The registrable domain of an address, or its host where it has none (a bare name, a number). */
export const domainOf = (url: string): string => {
  const host = new URL(url).hostname;
  return getDomain(host) ?? host;
};

export type Endpoint = { address: string; family: 4 | 6; port?: number };
export type Resolved = { endpoints: Endpoint[] } | { failure: Failure };
export type Hosts = ReadonlyMap<string, Endpoint[]>;

type Network = [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Lines `address[:port] name…`; the port stands for 80 and 443 alike. Throws on a line that is neither that nor a comment. */
export function parseHosts(text: string): Hosts {
  const hosts = new Map<string, Endpoint[]>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const [target, ...names] = line.replace(/#.*/, "").trim().split(/\s+/);
    if (!target) continue;
    const found = /^(?:\[([^\]]+)\]|([\d.]+)|([0-9a-f:]+))(?::(\d{1,5}))?$/i.exec(target);
    const address = found?.[1] ?? found?.[2] ?? found?.[3];
    if (!address || !ipaddr.isValid(address) || names.length === 0)
      throw new Error(`line ${index + 1} is not "address[:port] name…": ${line.trim()}`);
    const endpoint: Endpoint = {
      address,
      family: ipaddr.parse(address).kind() === "ipv6" ? 6 : 4,
      ...(found?.[4] ? { port: Number(found[4]) } : {}),
    };
    for (const name of names) {
      const key = new URL(`http://${name}`).hostname;
      hosts.set(key, [...(hosts.get(key) ?? []), endpoint]);
    }
  }
  return hosts;
}

/** Comma-separated CIDRs or single addresses. Throws on anything else. */
export function parseNetworks(text: string): Network[] {
  return text
    .split(/[,\s]+/)
    .filter(Boolean)
    .map((cidr) => {
      if (cidr.includes("/")) return ipaddr.parseCIDR(cidr) as Network;
      const address = ipaddr.parse(cidr);
      return [address, address.kind() === "ipv6" ? 128 : 32];
    });
}

/** True for the public internet and the networks that the office allows; ::ffff:127.0.0.1 counts as 127.0.0.1. */
export function isAllowed(address: string, networks: readonly Network[]): boolean {
  if (!ipaddr.isValid(address.replace(/%.*$/, ""))) return false;
  const parsed = ipaddr.process(address.replace(/%.*$/, ""));
  // ::a.b.c.d is IPv4 in an old dress, which the ranges do not know
  const dressed = parsed.kind() === "ipv6" && (parsed as ipaddr.IPv6).parts.slice(0, 6).every((part) => part === 0);
  if (parsed.range() === "unicast" && !dressed) return true;
  return networks.some(([network, bits]) => parsed.kind() === network.kind() && parsed.match(network as never, bits));
}

const NOT_FOUND = new Set(["ENOTFOUND", "ENODATA", "EAI_NONAME"]);
const dnsFailure = (error: unknown): Failure =>
  NOT_FOUND.has(String((error as { code?: unknown }).code)) ? "dns-not-found" : "dns-failed";

export type Resolver = {
  resolve(hostname: string): Promise<Resolved>;
  /** A and AAAA records as evidence: of a hosts file, what the file says. */
  records(hostname: string): Promise<Dns>;
  allows(address: string): boolean;
};

export function createResolver({ hosts, networks }: { hosts?: Hosts; networks: readonly Network[] }): Resolver {
  const allows = (address: string) => isAllowed(address, networks);
  const literal = (hostname: string): Endpoint | undefined => {
    const bare = hostname.replace(/^\[|\]$/g, "");
    if (!ipaddr.isValid(bare)) return undefined;
    return { address: bare, family: ipaddr.parse(bare).kind() === "ipv6" ? 6 : 4 };
  };
  const look = async (hostname: string): Promise<Resolved> => {
    const own = literal(hostname);
    if (own) return { endpoints: [own] };
    if (hosts) {
      const endpoints = hosts.get(hostname);
      return endpoints ? { endpoints } : { failure: "dns-not-found" };
    }
    try {
      const found = await dns.lookup(hostname, { all: true });
      return { endpoints: found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 })) };
    } catch (error) {
      return { failure: dnsFailure(error) };
    }
  };
  return {
    allows,
    async resolve(hostname) {
      const found = await look(hostname);
      if ("failure" in found) return found;
      const endpoints = found.endpoints.filter(({ address }) => allows(address));
      return endpoints.length > 0 ? { endpoints } : { failure: "address-refused" };
    },
    async records(hostname) {
      if (hosts || literal(hostname)) {
        const found = await look(hostname);
        if ("failure" in found) return { host: hostname, a: [], aaaa: [], failure: found.failure };
        const of = (family: 4 | 6) =>
          found.endpoints.filter((one) => one.family === family).map(({ address }) => address);
        return { host: hostname, a: of(4), aaaa: of(6) };
      }
      const [a, aaaa] = await Promise.allSettled([dns.resolve4(hostname), dns.resolve6(hostname)]);
      const list = (result: PromiseSettledResult<string[]>) => (result.status === "fulfilled" ? result.value : []);
      const failed = a.status === "rejected" && aaaa.status === "rejected";
      // A query that broke off says nothing; that there is no such record is an answer
      const open = aaaa.status === "rejected" && dnsFailure(aaaa.reason) !== "dns-not-found";
      return {
        host: hostname,
        a: list(a),
        aaaa: list(aaaa),
        ...(failed ? { failure: dnsFailure(a.reason) } : {}),
        ...(open && !failed ? { aaaaUnknown: true } : {}),
      };
    },
  };
}

export const readHosts = async (file: string): Promise<Hosts> => parseHosts(await readFile(file, "utf8"));

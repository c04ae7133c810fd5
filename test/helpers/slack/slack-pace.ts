import type { Channel } from "./slack-types.ts";

const tier: Record<string, number> = {
  "apps.connections.open": 1,
  "conversations.list": 20,
  "users.list": 20,
  "reactions.add": 50,
  "pins.add": 20,
  "conversations.history": 50,
  "conversations.replies": 50,
  "conversations.info": 50,
  "conversations.members": 100,
  "conversations.open": 50,
  "conversations.join": 50,
  "users.info": 100,
  "users.lookupByEmail": 50,
  "views.open": 100,
  "views.update": 100,
  "views.push": 100,
  "views.publish": 100,
  "chat.update": 50,
  "chat.delete": 50,
  "chat.postEphemeral": 100,
  "files.info": 100,
  "files.getUploadURLExternal": 100,
  "files.completeUploadExternal": 100,
};

/** Counts calls and posts against Slack's rate limits. */
export class Pace {
  #violation: (text: string) => void;
  #buckets = new Map<string, { tokens: number; at: number }>();
  #windows = new Map<string, number[]>();

  constructor(violation: (text: string) => void) {
    this.#violation = violation;
  }

  /** Counts a call against its tier; returns seconds to wait when over. */
  overTier(method: string): number | undefined {
    const limit = tier[method];
    if (limit === undefined) return undefined;
    const now = performance.now();
    const recent = (this.#windows.get(method) ?? []).filter((at) => now - at < 60_000);
    recent.push(now);
    this.#windows.set(method, recent);
    // Slack tolerates bursts; Tier 1 is "1+", and a few reconnects are always let through.
    if (recent.length <= Math.max(limit, 10)) return undefined;
    this.#violation(`${method}: ${recent.length} calls within a minute, the tier allows ${limit}+`);
    return Math.ceil((60_000 - (now - (recent[0] ?? now))) / 1000);
  }

  /** Counts a post to a channel: one a second, bursts of 5. Returns seconds to wait when over. */
  overPace(channel: Channel): number | undefined {
    const now = performance.now();
    const bucket = this.#buckets.get(channel.id) ?? { tokens: 5, at: now };
    bucket.tokens = Math.min(5, bucket.tokens + (now - bucket.at) / 1000);
    bucket.at = now;
    this.#buckets.set(channel.id, bucket);
    if (bucket.tokens >= 1) return void (bucket.tokens -= 1);
    this.#violation(`more than one message a second to ${channel.name} (${channel.id})`);
    return 1;
  }
}

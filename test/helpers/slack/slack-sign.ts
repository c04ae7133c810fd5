import { createHmac } from "node:crypto";
import type { Delivery, Json } from "./slack-types.ts";

/** A request signed with v0 and the signing secret. */
export async function signedPost(
  secret: string,
  url: string,
  body: string,
  type: string,
  headers: Record<string, string> = {},
) {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const signature = `v0=${createHmac("sha256", secret).update(`v0:${timestamp}:${body}`).digest("hex")}`;
  const response = await fetch(url, {
    method: "POST",
    body,
    redirect: "manual",
    signal: AbortSignal.timeout(30_000),
    headers: {
      "content-type": type,
      "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
      "x-slack-request-timestamp": timestamp,
      "x-slack-signature": signature,
      ...headers,
    },
  });
  const text = await response.text();
  const noRetry = response.headers.get("x-slack-no-retry") === "1";
  return { status: response.status, text, type: response.headers.get("content-type") ?? "", noRetry };
}

/** A short name of what was sent, for violations. */
export function describe(delivery: Delivery): string {
  const { payload } = delivery;
  const event = payload.event as Json | undefined;
  const actions = payload.actions as Json[] | undefined;
  const name = event?.type ?? payload.command ?? actions?.[0]?.action_id ?? payload.callback_id ?? payload.type;
  return `${delivery.kind} ${String(name)}${delivery.eventId ? ` ${delivery.eventId}` : ""}`;
}

/** The body of a request: JSON for events, a form for commands, a form with `payload` for interactivity. */
export function encode(delivery: Delivery): string {
  if (delivery.kind === "events_api") return JSON.stringify(delivery.payload);
  const fields: Record<string, string> =
    delivery.kind === "slash_commands"
      ? Object.fromEntries(Object.entries(delivery.payload).map(([key, value]) => [key, String(value)]))
      : { payload: JSON.stringify(delivery.payload) };
  return new URLSearchParams(fields).toString();
}

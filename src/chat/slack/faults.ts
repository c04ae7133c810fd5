/** What Slack and the network answer, as faults of sending. */
import { ErrorCode } from "@slack/web-api";
import { NOT_TAKEN, SendFault } from "../port.ts";

export const TOKEN_ERRORS = new Set([
  "invalid_auth",
  "not_authed",
  "account_inactive",
  "token_revoked",
  "token_expired",
  "user_removed_from_team",
  "team_disabled",
]);
const GONE_ERRORS = new Set([
  "channel_not_found",
  "not_in_channel",
  "is_archived",
  "restricted_action",
  "access_denied",
  "no_permission",
]);
const UNCERTAIN = new Set([
  "internal_error",
  "fatal_error",
  "service_unavailable",
  "request_timeout",
  "team_added_to_org",
]);

export function slackFault(error: unknown): SendFault {
  const fault = error as {
    code?: string;
    retryAfter?: number;
    data?: { error?: string };
    statusCode?: number;
    original?: unknown;
  };
  if (fault.code === ErrorCode.RateLimitedError)
    return new SendFault("later", "ratelimited", { waitMs: (fault.retryAfter ?? 1) * 1_000 });
  if (fault.code === ErrorCode.PlatformError) {
    const name = fault.data?.error ?? "error";
    if (name === "ratelimited" || name === "rate_limited") return new SendFault("later", name, { waitMs: 1_000 });
    return new SendFault(
      TOKEN_ERRORS.has(name) ? "token" : GONE_ERRORS.has(name) ? "gone" : UNCERTAIN.has(name) ? "unknown" : "refused",
      name,
    );
  }
  if (fault.code === ErrorCode.HTTPError) return new SendFault("unknown", `HTTP ${fault.statusCode}`);
  for (let at: unknown = fault.original ?? error; at instanceof Error; at = at.cause)
    if (NOT_TAKEN.has(String((at as { code?: unknown }).code))) return new SendFault("later", "network");
  return new SendFault("unknown", "network");
}

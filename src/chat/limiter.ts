/** One limiter a chat for everything that is sent to it: separate throttles for separate paths add up to a ban. */
import type { Pace } from "./port.ts";

/** Rewriting a message is counted by the platforms apart from sending one. */
export type Kind = "send" | "edit";
export type Limiter = {
  /** Milliseconds until this chat may be written to again; 0 takes the place at once. */
  take(chat: string, kind: Kind, pace: Pace): number;
  /** The platform asked to wait: that holds for everything sent to the chat. */
  hold(chat: string, ms: number): void;
};

export function createLimiter(nowMs: () => number): Limiter {
  const chats = new Map<string, { tokens: Record<Kind, number>; at: Record<Kind, number>; heldUntil: number }>();
  const stateOf = (chat: string, burst: number) => {
    const known = chats.get(chat);
    if (known) return known;
    const now = nowMs();
    const made = { tokens: { send: burst, edit: burst }, at: { send: now, edit: now }, heldUntil: 0 };
    chats.set(chat, made);
    return made;
  };
  return {
    take(chat, kind, { burst, everyMs }) {
      const now = nowMs();
      const state = stateOf(chat, burst);
      state.tokens[kind] = Math.min(burst, state.tokens[kind] + (now - state.at[kind]) / everyMs);
      state.at[kind] = now;
      if (state.heldUntil > now) return state.heldUntil - now;
      if (state.tokens[kind] >= 1) {
        state.tokens[kind] -= 1;
        return 0;
      }
      return Math.ceil((1 - state.tokens[kind]) * everyMs);
    },
    hold(chat, ms) {
      const state = stateOf(chat, 0);
      state.heldUntil = Math.max(state.heldUntil, nowMs() + ms);
    },
  };
}

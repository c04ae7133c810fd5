/** One limiter a chat for everything that is sent to it: separate throttles for separate paths add up to a ban. */
import type { Pace } from "./port.ts";

export type Limiter = {
  /** Milliseconds until this chat may be written to again; 0 takes the place at once. */
  take(chat: string, pace: Pace): number;
  /** The platform asked to wait. */
  hold(chat: string, ms: number): void;
};

export function createLimiter(nowMs: () => number): Limiter {
  const chats = new Map<string, { tokens: number; at: number; heldUntil: number }>();
  return {
    take(chat, { burst, everyMs }) {
      const now = nowMs();
      const state = chats.get(chat) ?? { tokens: burst, at: now, heldUntil: 0 };
      chats.set(chat, state);
      state.tokens = Math.min(burst, state.tokens + (now - state.at) / everyMs);
      state.at = now;
      if (state.heldUntil > now) return state.heldUntil - now;
      if (state.tokens >= 1) {
        state.tokens -= 1;
        return 0;
      }
      return Math.ceil((1 - state.tokens) * everyMs);
    },
    hold(chat, ms) {
      const state = chats.get(chat) ?? { tokens: 0, at: nowMs(), heldUntil: 0 };
      state.heldUntil = Math.max(state.heldUntil, nowMs() + ms);
      chats.set(chat, state);
    },
  };
}

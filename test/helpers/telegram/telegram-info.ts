/** The answer of getChat. */
import type { Chat, ChatFullInfo } from "@grammyjs/types";
import type { ChatState, World } from "./telegram-world.ts";

export function fullInfo(state: ChatState, world: World): ChatFullInfo {
  const pinned = state.messages.get(state.pinned.at(-1) ?? 0);
  const common = {
    accent_color_id: 1,
    max_reaction_count: 11,
    ...(pinned !== undefined && { pinned_message: world.quoted(pinned) }),
    accepted_gift_types: {
      unlimited_gifts: true,
      limited_gifts: true,
      unique_gifts: true,
      premium_subscription: true,
      gifts_from_channels: true,
    },
  };
  const chat: Chat = state.chat;
  if (chat.type === "private") return { ...chat, ...common } satisfies ChatFullInfo.PrivateChat;
  if (chat.type === "group") return { ...chat, ...common } satisfies ChatFullInfo.GroupChat;
  if (chat.type === "supergroup") return { ...chat, ...common } satisfies ChatFullInfo.SupergroupChat;
  return { ...chat, ...common } satisfies ChatFullInfo.ChannelChat;
}

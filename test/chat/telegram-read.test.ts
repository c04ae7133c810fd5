/** Telegram's updates as neutral ones: what people attach. */
import type { Message, PhotoSize, Update } from "@grammyjs/types";
import { expect, test } from "vitest";
import { readUpdate } from "../../src/chat/telegram/read.ts";

const me = { id: 1, username: "bot" };
const message = (more: Partial<Message>) => ({
  message_id: 7,
  date: 1_780_000_000,
  chat: { id: -1, type: "group" as const, title: "值班群" },
  from: { id: 12, is_bot: false, first_name: "李明" },
  ...more,
});
const size = (file_id: string, width: number): PhotoSize => ({
  file_id,
  file_unique_id: file_id,
  width,
  height: width,
});
const filesOf = (more: Partial<Message>) =>
  readUpdate({ update_id: 1, message: message(more) as Message & Update.NonChannel }, me)?.files;

test("a screenshot sent as a picture is proof like one sent as a file: the largest of its sizes", () => {
  const photo = [size("small", 90), size("large", 1280), size("middle", 320)];
  expect(filesOf({ photo, caption: "/order 3 claim 已整改" })).toEqual([{ name: "7.jpg", ref: "large" }]);
  expect(filesOf({ photo })).toEqual([{ name: "7.jpg", ref: "large" }]);
  const document = { file_id: "d", file_unique_id: "d", file_name: "整改报告.pdf" };
  expect(filesOf({ document, caption: "/order 3 claim 已整改" })).toEqual([{ name: "整改报告.pdf", ref: "d" }]);
  expect(filesOf({ text: "/order 3" })).toEqual([]);
});

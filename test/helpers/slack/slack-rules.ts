import type {
  ActionsBlockElement,
  ContextBlockElement,
  InputBlockElement,
  KnownBlock,
  SectionBlockAccessory,
  View,
} from "@slack/types";
import type { Say } from "./slack-rules-base.ts";
import { either, gather, initial, isObject, list, options, plain, string, text } from "./slack-rules-base.ts";
import { blocksText } from "./slack-text.ts";
import type { Json } from "./slack-types.ts";

type Where = "message" | "modal" | "home";

const selects = [
  "users_select",
  "static_select",
  "conversations_select",
  "channels_select",
  "external_select",
] as const;
const multis = [
  "multi_users_select",
  "multi_static_select",
  "multi_conversations_select",
  "multi_channels_select",
  "multi_external_select",
] as const;
const inActions = [
  "button",
  "checkboxes",
  "datepicker",
  "datetimepicker",
  "overflow",
  "radio_buttons",
  "timepicker",
  "workflow_button",
  "rich_text_input",
  ...selects,
  ...multis,
] satisfies ActionsBlockElement["type"][];
const inSection = [
  "button",
  "checkboxes",
  "datepicker",
  "image",
  "overflow",
  "radio_buttons",
  "timepicker",
  "workflow_button",
  ...selects,
  ...multis,
] satisfies SectionBlockAccessory["type"][];
const inInput = [
  "checkboxes",
  "datepicker",
  "datetimepicker",
  "email_text_input",
  "file_input",
  "number_input",
  "plain_text_input",
  "radio_buttons",
  "rich_text_input",
  "timepicker",
  "url_text_input",
  ...selects,
  ...multis,
] satisfies InputBlockElement["type"][];
const inContext = ["image", "plain_text", "mrkdwn"] satisfies ContextBlockElement["type"][];
const blockTypes = [
  "actions",
  "alert",
  "card",
  "carousel",
  "container",
  "context",
  "context_actions",
  "data_table",
  "divider",
  "file",
  "header",
  "image",
  "input",
  "markdown",
  "rich_text",
  "section",
  "table",
  "task_card",
  "plan",
  "video",
] satisfies KnownBlock["type"][];
const modalBlocks = [
  "actions",
  "context",
  "divider",
  "header",
  "image",
  "input",
  "rich_text",
  "section",
  "video",
  "alert",
  "container",
  "card",
  "carousel",
];

function element(say: Say, path: string, value: unknown, allowed: readonly string[], ids: Set<string>): void {
  if (!isObject(value)) return say(path, "must provide an object");
  const type = value.type;
  if (typeof type !== "string" || !allowed.includes(type))
    return say(`${path}/type`, `unsupported type: ${String(type)}`);
  if (type === "image") return image(say, path, value);
  if (type === "plain_text" || type === "mrkdwn") return text(say, path, value, 3000, either);
  const id = value.action_id;
  if (id !== undefined) {
    string(say, `${path}/action_id`, id, 255);
    if (ids.has(String(id))) say(`${path}/action_id`, `\`action_id\` "${String(id)}" already exists in this block`);
    ids.add(String(id));
  }
  const confirm = value.confirm;
  if (isObject(confirm)) {
    text(say, `${path}/confirm/title`, confirm.title, 100, plain);
    text(say, `${path}/confirm/text`, confirm.text, 300, either);
    text(say, `${path}/confirm/confirm`, confirm.confirm, 30, plain);
    text(say, `${path}/confirm/deny`, confirm.deny, 30, plain);
  } else if (confirm !== undefined) say(`${path}/confirm`, "must provide an object");
  text(say, `${path}/placeholder`, value.placeholder, 150, plain, false);
  if (type === "button" || type === "workflow_button") {
    text(say, `${path}/text`, value.text, 75, plain);
    if (value.value !== undefined) string(say, `${path}/value`, value.value, 2000);
    if (value.url !== undefined) string(say, `${path}/url`, value.url, 3000);
    if (value.accessibility_label !== undefined)
      string(say, `${path}/accessibility_label`, value.accessibility_label, 75);
    if (value.style !== undefined && value.style !== "primary" && value.style !== "danger") {
      say(`${path}/style`, "must be one of: primary, danger");
    }
  } else if (type === "overflow") options(say, `${path}/options`, value.options, 5, plain);
  else if (type === "checkboxes" || type === "radio_buttons") {
    options(say, `${path}/options`, value.options, 10, either);
    initial(say, path, value);
  } else if (type === "static_select" || type === "multi_static_select") {
    if (value.option_groups !== undefined) {
      if (value.options !== undefined) say(path, "only one of options and option_groups");
      list(say, `${path}/option_groups`, value.option_groups, 1, 100).forEach((group, i) => {
        if (!isObject(group)) return say(`${path}/option_groups/${i}`, "must provide an object");
        text(say, `${path}/option_groups/${i}/label`, group.label, 75, plain);
        options(say, `${path}/option_groups/${i}/options`, group.options, 100, plain);
      });
    } else options(say, `${path}/options`, value.options, 100, plain);
    initial(say, path, value);
  } else if (type === "plain_text_input") {
    const [min, max] = [value.min_length, value.max_length];
    if (min !== undefined && (typeof min !== "number" || min < 0 || min > 3000))
      say(`${path}/min_length`, "must be 0-3000");
    if (max !== undefined && (typeof max !== "number" || max < 1 || max > 3000))
      say(`${path}/max_length`, "must be 1-3000");
    if (value.initial_value !== undefined) string(say, `${path}/initial_value`, value.initial_value, 3000, false);
  } else if (type === "number_input") {
    if (typeof value.is_decimal_allowed !== "boolean") say(`${path}/is_decimal_allowed`, "missing required field");
  } else if (type === "datepicker" && value.initial_date !== undefined) {
    if (!/^\d{4}-\d\d-\d\d$/.test(String(value.initial_date))) say(`${path}/initial_date`, "must be YYYY-MM-DD");
  } else if (type === "timepicker" && value.initial_time !== undefined) {
    if (!/^\d\d:\d\d$/.test(String(value.initial_time))) say(`${path}/initial_time`, "must be HH:mm");
  }
}

function image(say: Say, path: string, value: Json): void {
  string(say, `${path}/alt_text`, value.alt_text, 2000);
  if (value.slack_file === undefined) string(say, `${path}/image_url`, value.image_url, 3000);
}

function block(say: Say, path: string, value: unknown, where: Where, seen: Set<string>): void {
  if (!isObject(value)) return say(path, "must provide an object");
  const type = value.type;
  if (typeof type !== "string" || !(blockTypes as string[]).includes(type)) {
    return say(`${path}/type`, `unsupported type: ${String(type)}`);
  }
  if (where !== "message" && !modalBlocks.includes(type)) return say(`${path}/type`, `unsupported type: ${type}`);
  const id = value.block_id;
  if (id !== undefined) {
    string(say, `${path}/block_id`, id, 255);
    if (seen.has(String(id))) say(`${path}/block_id`, `\`block_id\` "${String(id)}" already exists`);
    seen.add(String(id));
  }
  const ids = new Set<string>();
  if (type === "section") {
    const fields = value.fields;
    text(say, `${path}/text`, value.text, 3000, either, fields === undefined);
    if (fields !== undefined) {
      list(say, `${path}/fields`, fields, 1, 10).forEach((f, i) => text(say, `${path}/fields/${i}`, f, 2000, either));
    }
    if (value.accessory !== undefined) element(say, `${path}/accessory`, value.accessory, inSection, ids);
  } else if (type === "header") text(say, `${path}/text`, value.text, 150, plain);
  else if (type === "actions") {
    list(say, `${path}/elements`, value.elements, 1, 25).forEach((e, i) =>
      element(say, `${path}/elements/${i}`, e, inActions, ids),
    );
  } else if (type === "context") {
    list(say, `${path}/elements`, value.elements, 1, 10).forEach((e, i) =>
      element(say, `${path}/elements/${i}`, e, inContext, ids),
    );
  } else if (type === "image") {
    image(say, path, value);
    text(say, `${path}/title`, value.title, 2000, plain, false);
  } else if (type === "input") {
    text(say, `${path}/label`, value.label, 2000, plain);
    text(say, `${path}/hint`, value.hint, 2000, plain, false);
    element(say, `${path}/element`, value.element, inInput, ids);
    if (where === "message" && isObject(value.element) && value.element.type === "file_input") {
      say(`${path}/element/type`, "unsupported type: file_input");
    }
  } else if (type === "markdown") string(say, `${path}/text`, value.text, 12_000);
  else if (type === "rich_text") list(say, `${path}/elements`, value.elements, 0, Infinity);
  else if (type === "context_actions") list(say, `${path}/elements`, value.elements, 1, 5);
  else if (type === "table") {
    list(say, `${path}/rows`, value.rows, 1, 100).forEach((row, i) => list(say, `${path}/rows/${i}`, row, 1, 20));
  } else if (type === "video") {
    text(say, `${path}/title`, value.title, 200, plain);
    string(say, `${path}/alt_text`, value.alt_text, 2000);
  }
}

/** Errors in a message's blocks, as Slack words them; empty when there are none. */
export function checkBlocks(value: unknown): string[] {
  return gather((say) => {
    const seen = new Set<string>();
    const all = list(say, "/blocks", value, 0, 50);
    all.forEach((b, i) => block(say, `/blocks/${i}`, b, "message", seen));
    const marked = all.reduce<number>(
      (sum, b) => sum + (isObject(b) && b.type === "markdown" ? String(b.text).length : 0),
      0,
    );
    if (marked > 12_000) say("/blocks", "markdown blocks must be less than 12001 characters together");
    if (all.filter((b) => isObject(b) && b.type === "table").length > 1) say("/blocks", "only_one_table_allowed");
  });
}

/** Errors in a modal or Home view. */
export function checkView(value: unknown, type: View["type"]): string[] {
  return gather((say) => {
    if (!isObject(value)) return say("/view", "must provide an object");
    if (value.type !== type) return say("/view/type", `must be ${type}`);
    const where = type === "home" ? "home" : "modal";
    const seen = new Set<string>();
    const all = list(say, "/view/blocks", value.blocks, type === "home" ? 0 : 1, 100);
    all.forEach((b, i) => block(say, `/view/blocks/${i}`, b, where, seen));
    if (value.private_metadata !== undefined) {
      string(say, "/view/private_metadata", value.private_metadata, 3000, false);
    }
    if (value.callback_id !== undefined) string(say, "/view/callback_id", value.callback_id, 255, false);
    if (value.external_id !== undefined) string(say, "/view/external_id", value.external_id, 255, false);
    if (type !== "modal") return;
    text(say, "/view/title", value.title, 24, plain);
    text(say, "/view/close", value.close, 24, plain, false);
    text(say, "/view/submit", value.submit, 24, plain, false);
    const inputs = all.some((b) => isObject(b) && b.type === "input");
    if (inputs && value.submit === undefined) say("/view/submit", "required when an input block is present");
    if (JSON.stringify(value).length > 250_000) say("/view", "view_too_large");
  });
}

/** Characters of visible text in blocks, for msg_blocks_too_long. */
export const blocksLength = (blocks: unknown[]): number => blocksText(blocks).length;

/** Errors in message metadata. */
export function checkMetadata(value: unknown): string | undefined {
  if (!isObject(value)) return "invalid_metadata_format";
  if (typeof value.event_type !== "string" || value.event_type === "") return "invalid_metadata_format";
  if (!isObject(value.event_payload)) return "invalid_metadata_format";
  return JSON.stringify(value.event_payload).length > 16_000 ? "metadata_too_large" : undefined;
}

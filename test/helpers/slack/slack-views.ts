import { createHash, randomUUID } from "node:crypto";
import type { AnyBlock, View } from "@slack/types";
import type { Method } from "./slack-chat.ts";
import { botPost, content, joinedChannel } from "./slack-chat.ts";
import { fileJson } from "./slack-events.ts";
import { checkView } from "./slack-rules.ts";
import type { State } from "./slack-state.ts";
import type { Json, OpenView, StoredFile } from "./slack-types.ts";
import { SlackError } from "./slack-types.ts";

/** Elements a view's blocks hold, with their block ids. */
export function elements(blocks: AnyBlock[]): { block: Json; element: Json }[] {
  const found: { block: Json; element: Json }[] = [];
  for (const item of blocks as unknown as Json[]) {
    const inner = [item.element, item.accessory, ...(Array.isArray(item.elements) ? item.elements : [])];
    for (const element of inner) {
      if (typeof element === "object" && element !== null && "type" in element)
        found.push({ block: item, element: element as Json });
    }
  }
  return found;
}

/** The state value of an element, from what a test calls its value; undefined asks for its initial value. */
export function stateValue(element: Json, value?: unknown): Json | undefined {
  const type = String(element.type);
  const all = [
    ...((element.options as Json[] | undefined) ?? []),
    ...((element.option_groups as { options: Json[] }[] | undefined) ?? []).flatMap((group) => group.options),
  ];
  const pick = (wanted: unknown): Json => {
    const found = all.find((option) => option.value === wanted || (option.text as Json).text === wanted);
    if (!found) throw new Error(`no option ${String(wanted)} in ${String(element.action_id)}: a user cannot choose it`);
    return found;
  };
  const many = (wanted: unknown) => (Array.isArray(wanted) ? wanted : [wanted]);
  const given = value !== undefined;
  const kind = type.replace(/^multi_/, "");
  if (/_input$/.test(type)) {
    const start = element.initial_value ?? null;
    if (type === "rich_text_input") return { type, rich_text_value: given ? value : start };
    if (type === "file_input") return { type, files: given ? many(value) : [] };
    return { type, value: given ? (value === null ? null : String(value)) : start };
  }
  if (type === "checkboxes" || type === "multi_static_select" || type === "multi_external_select") {
    const chosen = given
      ? type === "multi_external_select"
        ? many(value)
        : many(value).map(pick)
      : element.initial_options;
    return { type, selected_options: chosen ?? [] };
  }
  if (type === "radio_buttons" || kind === "static_select" || type === "overflow") {
    return {
      type,
      selected_option: given ? (value === null ? null : pick(value)) : (element.initial_option ?? null),
    };
  }
  if (type === "external_select") return { type, selected_option: given ? value : (element.initial_option ?? null) };
  if (/^(multi_)?(users|conversations|channels)_select$/.test(type)) {
    const noun = kind.slice(0, -"s_select".length);
    return type.startsWith("multi_")
      ? { type, [`selected_${noun}s`]: given ? many(value) : (element[`initial_${noun}s`] ?? []) }
      : { type, [`selected_${noun}`]: given ? value : (element[`initial_${noun}`] ?? null) };
  }
  const parts: Record<string, string> = { datepicker: "date", timepicker: "time", datetimepicker: "date_time" };
  const part = parts[type];
  return part ? { type, [`selected_${part}`]: given ? value : (element[`initial_${part}`] ?? null) } : undefined;
}

/** A view as payloads and answers show it. */
export function viewJson(state: State, open: OpenView): Json {
  const view = open.view as unknown as Json;
  const modal = view.type === "modal";
  return {
    id: open.id,
    team_id: state.teamId,
    type: view.type,
    blocks: open.view.blocks,
    private_metadata: view.private_metadata ?? "",
    callback_id: view.callback_id ?? "",
    state: { values: open.values },
    hash: open.hash,
    ...(modal
      ? {
          title: view.title,
          clear_on_close: view.clear_on_close ?? false,
          notify_on_close: view.notify_on_close ?? false,
          close: view.close ?? null,
          submit: view.submit ?? null,
        }
      : {}),
    previous_view_id: open.previous ?? null,
    root_view_id: open.root,
    app_id: state.appId,
    external_id: view.external_id ?? "",
    app_installed_team_id: state.teamId,
    bot_id: state.botId,
  };
}

function checked(state: State, value: unknown, type: "modal" | "home", where: string): View {
  const errors = checkView(value, type);
  if (errors.length > 0) {
    state.violation(`${where}: invalid view ${JSON.stringify(errors)}`);
    throw new SlackError("invalid_arguments", { response_metadata: { messages: errors } });
  }
  return value as View;
}

const hash = (state: State) =>
  `${Math.floor(Date.now() / 1000)}.${createHash("md5").update(state.id("h")).digest("hex").slice(0, 8)}`;

function fill(state: State, open: OpenView, view: View): void {
  const blocks = view.blocks.map((item) => (item.block_id ? item : { ...item, block_id: state.id("b").slice(-5) }));
  const kept = open.values;
  open.values = {};
  for (const { block, element } of elements(blocks)) {
    if (element.type === "image" || element.type === "button" || ("text" in element && element.type === "mrkdwn"))
      continue;
    element.action_id ??= state.id("a").slice(-5);
    const [blockId, actionId] = [String(block.block_id), String(element.action_id)];
    const value = kept[blockId]?.[actionId] ?? stateValue(element);
    if (value) (open.values[blockId] ??= {})[actionId] = value;
  }
  open.view = { ...view, blocks };
  open.hash = hash(state);
  open.callbackId = view.callback_id ?? "";
  open.errors = {};
  state.changed();
}

/** Opens a view for a user; with `previous`, on top of it. */
export function openView(state: State, user: string, value: unknown, where: string, previous?: OpenView): OpenView {
  const view = checked(state, value, "modal", where);
  const external = view.external_id;
  if (
    external &&
    [...state.openViews.values()].some((item) => item.state === "open" && item.view.external_id === external)
  ) {
    throw new SlackError("duplicate_external_id");
  }
  let depth = 1;
  for (let at = previous; at; at = at.previous ? state.openViews.get(at.previous) : undefined) depth += 1;
  if (depth > 3) throw new SlackError("push_limit_reached");
  const id = state.id("V");
  const open: OpenView = {
    id,
    user,
    view,
    hash: "",
    root: previous?.root ?? id,
    state: "open",
    values: {},
    errors: {},
    callbackId: "",
    ...(previous ? { previous: previous.id } : {}),
  };
  state.openViews.set(id, open);
  fill(state, open, view);
  return open;
}

/** Replaces what an open view shows. */
export function updateView(state: State, open: OpenView, value: unknown, where: string): void {
  fill(state, open, checked(state, value, "modal", where));
}

export const views: Record<string, Method> = {
  "views.open": (state, params) => {
    const errors = checkView(params.view, "modal");
    if (errors.length > 0) checked(state, params.view, "modal", "views.open");
    const ticket = state.useTrigger(params.trigger_id);
    return { view: viewJson(state, openView(state, ticket.user, params.view, "views.open")) };
  },
  "views.push": (state, params) => {
    checked(state, params.view, "modal", "views.push");
    const ticket = state.useTrigger(params.trigger_id);
    const under = ticket.view ? state.openViews.get(ticket.view) : undefined;
    if (under?.state !== "open") throw new SlackError("not_found");
    return { view: viewJson(state, openView(state, ticket.user, params.view, "views.push", under)) };
  },
  "views.update": (state, params) => {
    const open = [...state.openViews.values()].find(
      (item) =>
        item.state === "open" &&
        (params.view_id
          ? item.id === params.view_id
          : Boolean(params.external_id) && item.view.external_id === params.external_id),
    );
    if (!open) throw new SlackError("not_found");
    if (params.hash && params.hash !== open.hash) throw new SlackError("hash_conflict");
    updateView(state, open, params.view, "views.update");
    return { view: viewJson(state, open) };
  },
  "views.publish": (state, params) => {
    const user = state.users.get(String(params.user_id));
    if (!user) throw new SlackError("user_not_found");
    const view = checked(state, params.view, "home", "views.publish");
    let home = state.homes.get(user.id);
    if (home && params.hash && params.hash !== home.hash) throw new SlackError("hash_conflict");
    if (!home) {
      const id = state.id("V");
      home = { id, user: user.id, view, hash: "", root: id, state: "open", values: {}, errors: {}, callbackId: "" };
      state.homes.set(user.id, home);
    }
    fill(state, home, view);
    return { view: viewJson(state, home) };
  },
};

export const fileMethods: Record<string, Method> = {
  "files.getUploadURLExternal": (state, params) => {
    const length = Number(params.length);
    if (!params.filename || !Number.isInteger(length) || length <= 0) throw new SlackError("invalid_arguments");
    if (length > 1024 ** 3) throw new SlackError("file_upload_size_restricted");
    const name = String(params.filename);
    const file: StoredFile = {
      id: state.id("F"),
      name,
      title: name,
      mimetype: mimeOf(name),
      content: Buffer.alloc(0),
      user: state.botUserId,
      channels: [],
      created: Math.floor(Date.now() / 1000),
      complete: false,
      ...(params.alt_txt ? { alt_txt: String(params.alt_txt) } : {}),
    };
    state.files.set(file.id, file);
    return { upload_url: `${state.origin}/upload/v1/${file.id}.${randomUUID()}.${length}`, file_id: file.id };
  },
  "files.completeUploadExternal": (state, params) => {
    const given = params.files;
    if (!Array.isArray(given) || given.length === 0) throw new SlackError("invalid_arguments");
    const files = (given as Json[]).map((item) => {
      const file = state.files.get(String(item.id));
      if (!file || file.content.length === 0) throw new SlackError("file_not_found");
      if (item.title) file.title = String(item.title);
      return file;
    });
    const ids = String(params.channel_id ?? params.channels ?? "")
      .split(",")
      .filter((id) => id !== "");
    const channels = ids.map((id) => joinedChannel(state, id));
    const comment = { text: params.initial_comment, blocks: params.blocks };
    const made = comment.text || comment.blocks ? content(state, comment, "files.completeUploadExternal") : {};
    for (const file of files) file.complete = true;
    for (const channel of channels) botPost(state, channel, made, { files, thread_ts: params.thread_ts });
    return { files: files.map((file) => fileJson(state, file)) };
  },
  "files.info": (state, params) => {
    const file = state.files.get(String(params.file));
    if (!file?.complete) throw new SlackError("file_not_found");
    return { file: fileJson(state, file), comments: [], response_metadata: { next_cursor: "" } };
  },
};

export function mimeOf(name: string): string {
  const types: Record<string, string> = {
    txt: "text/plain",
    md: "text/markdown",
    csv: "text/csv",
    json: "application/json",
    pdf: "application/pdf",
    png: "image/png",
    jpg: "image/jpeg",
    jpeg: "image/jpeg",
    gif: "image/gif",
    svg: "image/svg+xml",
    zip: "application/zip",
    html: "text/html",
  };
  return types[name.slice(name.lastIndexOf(".") + 1).toLowerCase()] ?? "application/octet-stream";
}

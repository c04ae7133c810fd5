import type { AnyBlock } from "@slack/types";
import type { State } from "./slack-state.ts";
import type { Json, OpenView } from "./slack-types.ts";
import { SlackError } from "./slack-types.ts";
import { elements, openView, stateValue, updateView } from "./slack-views.ts";

/** Finds what a user uses by action_id or button text, with the action Slack reports about it. */
export function actionOf(
  state: State,
  blocks: AnyBlock[],
  key: string,
  value: unknown,
): { action: Json; block: Json; element: Json } {
  const label = (node: unknown) => (node as Json | undefined)?.text;
  const found = elements(blocks).filter(
    ({ element }) => element.action_id === key || (element.type === "button" && label(element.text) === key),
  );
  const first = found[0];
  const names = elements(blocks).map(({ element }) => String(label(element.text) ?? element.action_id));
  if (!first) throw new Error(`nothing to press called ${key}; there is: ${names.join(", ")}`);
  if (found.length > 1) throw new Error(`${key} is there ${found.length} times`);
  const { block, element } = first;
  element.action_id ??= state.id("a").slice(-5);
  const button = element.type === "button";
  const action: Json = {
    action_id: element.action_id,
    block_id: block.block_id,
    type: element.type,
    action_ts: state.ts(),
    ...(button
      ? {
          text: element.text,
          ...(element.value !== undefined ? { value: element.value } : {}),
          ...(element.style ? { style: element.style } : {}),
          ...(element.url ? { url: element.url } : {}),
        }
      : stateValue(element, value)),
  };
  return { action, block, element };
}

/** Does what the ack of a view_submission asks for. */
export function answered(state: State, open: OpenView, response: Json | undefined): void {
  const action = response?.response_action;
  const wrong = (text: string) => state.violation(`view_submission ack: ${text}`);
  try {
    if (action === "errors") {
      const errors = (response?.errors ?? {}) as Record<string, string>;
      const inputs = open.view.blocks.filter((item) => item.type === "input").map((item) => item.block_id);
      if (Object.keys(errors).length === 0) wrong("errors without entries");
      for (const key of Object.keys(errors))
        if (!inputs.includes(key)) wrong(`errors for ${key}, which is no input block`);
      open.errors = errors;
    } else if (action === "update") updateView(state, open, response?.view, "view_submission ack");
    else if (action === "push") openView(state, open.user, response?.view, "view_submission ack", open);
    else if (action === "clear") {
      for (const item of state.openViews.values())
        if (item.root === open.root) item.state = item === open ? "submitted" : "closed";
    } else {
      if (response !== undefined) wrong(`unknown answer ${JSON.stringify(response)}`);
      open.state = "submitted";
    }
  } catch (error) {
    if (!(error instanceof SlackError)) throw error;
  }
  state.changed();
}

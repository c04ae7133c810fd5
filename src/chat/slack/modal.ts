/** A form as a modal: opened at once, because Slack allows three seconds, and changing nothing by itself. */
import type { InputBlock, ModalView } from "@slack/types";
import type { Locale, Words } from "../../words/say.ts";
import type { FormSpec } from "../port.ts";

const MAX_TITLE = 24;
export type ModalPlace = { channel: string; thread?: string; replyTo?: string; messageId?: string };

export function formModal(
  form: FormSpec,
  preset: Readonly<Record<string, string>>,
  place: ModalPlace,
  words: Words,
  locale: Locale,
): ModalView {
  const blocks = form.fields.map(
    (field): InputBlock => ({
      type: "input",
      block_id: field.name,
      optional: field.optional ?? false,
      label: { type: "plain_text", text: field.label[locale] },
      element:
        field.kind === "person"
          ? {
              type: "plain_text_input",
              action_id: "value",
              placeholder: { type: "plain_text", text: field.hint[locale] },
            }
          : {
              type: "plain_text_input",
              action_id: "value",
              placeholder: { type: "plain_text", text: field.hint[locale] },
              ...(preset[field.name] ? { initial_value: preset[field.name] as string } : {}),
            },
    }),
  );
  return {
    type: "modal",
    callback_id: `form:${form.id}`,
    private_metadata: JSON.stringify(place),
    title: { type: "plain_text", text: form.title[locale].slice(0, MAX_TITLE) },
    submit: { type: "plain_text", text: words.say({ say: "button.submit" }, locale) },
    close: { type: "plain_text", text: words.say({ say: "button.cancel" }, locale) },
    blocks,
  };
}

type Values = Record<string, Record<string, { value?: string | null; selected_user?: string | null }>>;
export const modalAnswers = (values: Values): Record<string, string> =>
  Object.fromEntries(
    Object.entries(values).map(([name, inputs]) => {
      const [input] = Object.values(inputs);
      return [name, input?.value ?? (input?.selected_user ? `<@${input.selected_user}>` : "")];
    }),
  );

/** Forms as a guided dialogue, for platforms without modals: one question at a time, kept in the database. */

import type { Queries } from "../db/open.ts";
import { dialogOf, endDialog, type NewOutbox, putOut, setDialog } from "../db/talk.ts";
import { type Card, note, say } from "./card.ts";
import { type FormSpec, type Incoming, readFormValue } from "./chat/port.ts";
import type { Clock } from "./oversight/clock.ts";

/** A dialogue that nobody went on with. */
const DIALOG_HOURS = 24;
const CANCEL = /^\/?(?:cancel|取消)$/i;

export type DialogParts = {
  clock: Clock;
  forms: ReadonlyMap<string, FormSpec>;
  answerRow(incoming: Incoming, card: Card, more?: { event?: string }): NewOutbox;
  isRegistered(q: Queries, identity: string): Promise<boolean>;
};

export function createDialogs({ clock, forms, answerRow, isRegistered }: DialogParts) {
  /** Asks for the next answer of a form, or returns its command line once all are there. */
  async function dialogStep(
    q: Queries,
    incoming: Incoming,
    form: FormSpec,
    answers: Record<string, string>,
    place: { replyTo?: string; thread?: string },
  ): Promise<string | undefined> {
    const field = form.fields.find(({ name }) => answers[name] === undefined);
    if (!field) {
      await endDialog(q, incoming.channel, incoming.from.id);
      return form.line(
        Object.fromEntries(Object.entries(answers).map(([name, value]) => [name, value === "-" ? "" : value])),
      );
    }
    await setDialog(q, {
      channel: incoming.channel,
      identity: incoming.from.id,
      form: form.id,
      answers,
      place,
      at: clock.now(),
    });
    const card: Card = {
      title: say("form.ask", { form: say(`form.${form.id}`), field: say(`form.${form.id}.${field.name}`) }),
      parts: [
        note(
          say(field.optional ? "form.hint-optional" : "form.hint", { hint: say(`form.${form.id}.${field.name}.hint`) }),
        ),
      ],
      buttons: [{ label: say("button.cancel"), command: "/cancel" }],
    };
    await putOut(q, answerRow(incoming, card, { event: "dialog" }));
    return undefined;
  }

  /** What the person means: a line of command, possibly the end of a dialogue; undefined where nothing is left to do. */
  async function lineOf(q: Queries, incoming: Incoming): Promise<{ line: string; incoming: Incoming } | undefined> {
    const pressed = readFormValue(incoming.text);
    if (pressed && !(await isRegistered(q, incoming.from.id))) return { line: "/whoami", incoming };
    if (pressed) {
      const form = forms.get(pressed.id);
      if (!form) return undefined;
      const place = {
        ...(incoming.replyTo ? { replyTo: incoming.replyTo } : {}),
        ...(incoming.thread ? { thread: incoming.thread } : {}),
      };
      const line = await dialogStep(q, incoming, form, pressed.preset, place);
      return line === undefined ? undefined : { line, incoming };
    }
    const dialog = await dialogOf(q, incoming.channel, incoming.from.id);
    if (dialog && CANCEL.test(incoming.text.trim())) {
      await endDialog(q, incoming.channel, incoming.from.id);
      await putOut(q, answerRow(incoming, { title: say("form.cancelled"), parts: [] }));
      return undefined;
    }
    // In a group only a reply answers: everything else that this person says there is not for us
    const answers = incoming.direct || incoming.replyTo !== undefined || incoming.platform === "terminal";
    const fresh = dialog && answers && clock.now().since(dialog.at).total("hours") < DIALOG_HOURS;
    if (dialog && fresh && !/^[/／]/.test(incoming.text.trim())) {
      const form = forms.get(dialog.form);
      const field = form?.fields.find(({ name }) => dialog.answers[name] === undefined);
      if (form && field) {
        const line = await dialogStep(
          q,
          incoming,
          form,
          { ...dialog.answers, [field.name]: incoming.text.trim() },
          dialog.place,
        );
        return line === undefined ? undefined : { line, incoming: { ...incoming, ...dialog.place } };
      }
    }
    return { line: incoming.text, incoming };
  }

  return { lineOf };
}

/**
 * Files under a message: Slack's three calls, made here because the client's own `filesUploadV2` gives the description
 * of a picture under a name that Slack does not know (`alt_text` for `alt_txt`).
 */
import type { WebClient } from "@slack/web-api";
import type { Attachment } from "../../card.ts";
import { SendFault } from "../port.ts";
import { slackFault } from "./faults.ts";

const UPLOAD_MS = 30_000;

type Place = { channel: string; thread: string };

export async function upload(
  web: WebClient,
  call: typeof fetch,
  { channel, thread }: Place,
  { name, bytes, alt }: Attachment,
): Promise<void> {
  let id: string;
  try {
    const asked = { filename: name, length: bytes.length, ...(alt ? { alt_txt: alt } : {}) };
    const place = await web.files.getUploadURLExternal(asked);
    id = String(place.file_id);
    const answer = await call(String(place.upload_url), {
      method: "POST",
      body: Buffer.from(bytes),
      signal: AbortSignal.timeout(UPLOAD_MS),
    });
    if (!answer.ok) throw new Error(`upload ${answer.status}`);
  } catch (error) {
    const fault = slackFault(error);
    // Nobody sees a file before the last call: until then it can be begun again without harm
    throw fault.kind === "unknown" ? new SendFault("later", fault.message) : fault;
  }
  try {
    await web.files.completeUploadExternal({ files: [{ id, title: name }], channel_id: channel, thread_ts: thread });
  } catch (error) {
    throw slackFault(error);
  }
}

/** Names of our files in a thread after one of its messages; undefined where history may not be read. */
export async function uploaded(
  web: WebClient,
  { channel, thread, after }: Place & { after: string },
  userId: string,
): Promise<ReadonlySet<string> | undefined> {
  try {
    const { messages = [] } = await web.conversations.replies({ channel, ts: thread, oldest: after, limit: 200 });
    // A thread begins with its root whatever was asked, and others speak in it too
    const ours = messages.filter(({ ts, user }) => Number(ts) > Number(after) && user === userId);
    return new Set(ours.flatMap(({ files = [] }) => files.map(({ name }) => name ?? "")));
  } catch (error) {
    const fault = slackFault(error);
    if (fault.message === "missing_scope") return undefined;
    throw fault;
  }
}

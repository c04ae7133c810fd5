import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { botEdit, botPost, chat, content, type Method, remove } from "./slack-chat.ts";
import { conversations } from "./slack-conversations.ts";
import type { Faults } from "./slack-faults.ts";
import type { State } from "./slack-state.ts";
import { normalize, parseBody } from "./slack-text.ts";
import type { Call, Json } from "./slack-types.ts";
import { SlackError } from "./slack-types.ts";
import { fileMethods, views } from "./slack-views.ts";

interface Keys {
  botToken: string;
  appToken: string;
}

interface Answer {
  status: number;
  body: Json | string | Buffer;
  headers?: Record<string, string>;
}

const methods: Record<string, Method> = {
  ...chat,
  ...conversations,
  ...views,
  ...fileMethods,
  "api.test": (_state, params) => ({ args: params }),
  "auth.test": (state) => ({
    url: `https://${state.teamDomain}.slack.com/`,
    team: "Fake Space",
    user: state.options.botName,
    team_id: state.teamId,
    user_id: state.botUserId,
    bot_id: state.botId,
    is_enterprise_install: false,
  }),
  "bots.info": (state) => ({
    bot: {
      id: state.botId,
      deleted: false,
      name: state.options.botName,
      updated: 0,
      app_id: state.appId,
      user_id: state.botUserId,
      icons: {},
    },
  }),
  "team.info": (state) => ({
    team: { id: state.teamId, name: "Fake Space", domain: state.teamDomain, email_domain: "", icon: {} },
  }),
};

/** Slack's answer to a used-up, expired or unknown response_url, or what the post to it did. */
export function respond(state: State, id: string, params: Json): Answer {
  const url = state.responseUrls.get(id);
  const refuse = (status: number, error: string): Answer => ({ status, body: { ok: false, error } });
  if (!url) return refuse(404, "invalid_url");
  if (performance.now() - url.born > state.options.responseUrlTtl) return refuse(404, "expired_url");
  if (url.uses >= 5) {
    state.violation("response_url: used more than 5 times");
    return refuse(404, "used_url");
  }
  const channel = state.channel(url.channel);
  const source = url.source;
  const posted = source && !source.ephemeral ? state.list(channel.id).find((item) => item.ts === source.ts) : undefined;
  const shown = source?.ephemeral ? state.ephemerals.find((item) => item.ts === source.ts && !item.deleted) : undefined;
  if (params.delete_original === true) {
    url.uses += 1;
    if (posted) remove(state, posted);
    if (shown) shown.deleted = true;
    state.changed();
    return { status: 200, body: { ok: true } };
  }
  try {
    const made = content(state, params, "response_url");
    url.uses += 1;
    if (params.replace_original === true && posted) botEdit(state, posted, made);
    else if (params.replace_original === true && shown) {
      shown.text = made.text;
      shown.blocks = made.blocks;
    } else {
      const asked = typeof params.thread_ts === "string" ? params.thread_ts : undefined;
      const thread = asked ? { thread_ts: asked } : {};
      if (params.response_type === "in_channel") botPost(state, channel, made, thread);
      else {
        const made2 = state.ephemeral({
          channel: channel.id,
          user: url.user,
          text: made.text,
          blocks: made.blocks,
          via: "response_url",
          ...thread,
        });
        // What a later replace_original of a command's url replaces.
        url.source ??= { ts: made2.ts, ephemeral: true };
      }
    }
    state.changed();
    return { status: 200, body: { ok: true } };
  } catch (error) {
    if (error instanceof SlackError)
      return {
        status: error.code === "invalid_blocks" ? 400 : 404,
        body: { ok: false, error: error.code, ...error.extra },
      };
    throw error;
  }
}

/** The HTTP side: /api/METHOD, uploads, file downloads and response_urls. */
export class Http {
  server: Server;
  /** Set by the socket side: makes a one-use WebSocket address. */
  socketUrl: () => string = () => "";
  #state: State;
  #faults: Faults;
  #keys: Keys;

  constructor(state: State, faults: Faults, keys: Keys) {
    this.#state = state;
    this.#faults = faults;
    this.#keys = keys;
    this.server = createServer((request, response) => {
      this.#handle(request, response).catch((error: unknown) => {
        state.violation(`fake platform failed: ${error instanceof Error ? error.stack : String(error)}`);
        if (!response.headersSent) response.writeHead(500);
        response.end("fake platform failed");
      });
    });
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const url = new URL(request.url ?? "/", "http://slack");
    const path = decodeURIComponent(url.pathname);
    const bearer = /^Bearer (.+)$/i.exec(request.headers.authorization ?? "")?.[1];
    if (path.startsWith("/files-pri/")) return this.#download(path, bearer, response);
    if (path === "/login")
      return this.#write(response, {
        status: 200,
        body: "<!DOCTYPE html><title>Sign in | Slack</title>",
        headers: { "content-type": "text/html" },
      });
    const type = request.headers["content-type"] ?? "";
    const upload = /^\/upload\/v1\/([^.]+)\.[^.]+\.(\d+)$/.exec(path);
    const action = /^\/actions\/(.+)$/.exec(path);
    const name = upload ? "upload" : action ? "response_url" : /^\/api\/([^/]+)$/.exec(path)?.[1];
    if (name === undefined) return this.#write(response, { status: 404, body: "Not found" });
    let raw: Json = {};
    try {
      raw = upload
        ? {}
        : {
            ...Object.fromEntries(url.searchParams),
            ...(await parseBody(body, action && type === "" ? "application/json" : type)),
          };
    } catch {
      return this.#write(response, { status: 200, body: { ok: false, error: "invalid_json" } });
    }
    const { token, ...params } = normalize(raw);
    const call: Call = {
      method: name,
      params: upload ? { file: upload[1], bytes: body.length } : params,
      at: performance.now(),
    };
    this.#state.calls.push(call);
    this.#state.changed();
    if (this.#faults.takeDrop("before", name)) return void request.socket.destroy();
    await this.#faults.wait("before", name, call);
    const answer =
      this.#faulty(name) ??
      (upload
        ? await this.#upload(upload[1] ?? "", Number(upload[2]), body, type)
        : action
          ? respond(this.#state, action[1] ?? "", params)
          : this.#call(name, params, bearer ?? (token as string | undefined)));
    call.status = answer.status;
    if (typeof answer.body === "object" && !Buffer.isBuffer(answer.body)) call.result = answer.body;
    this.#state.changed();
    await this.#faults.wait("after", name, call);
    if (this.#faults.takeDrop("after", name)) return void request.socket.destroy();
    this.#write(response, answer);
  }

  #faulty(name: string): Answer | undefined {
    const spec = this.#faults.takeFail(name);
    if (!spec) return undefined;
    const status = spec.status ?? (spec.retryAfter !== undefined ? 429 : 200);
    if (status === 429) {
      return {
        status,
        body: { ok: false, error: spec.error ?? "ratelimited" },
        headers: { "retry-after": String(spec.retryAfter ?? 1) },
      };
    }
    if (status !== 200 && spec.error === undefined) return { status, body: "<html>Something went wrong</html>" };
    return { status, body: { ok: false, error: spec.error ?? "internal_error" } };
  }

  #call(name: string, params: Json, token: string | undefined): Answer {
    const failed = (error: string, extra: Json = {}): Answer => ({ status: 200, body: { ok: false, error, ...extra } });
    const open = name === "apps.connections.open";
    const method = methods[name];
    if (!open && !method) {
      this.#state.violation(`unknown method ${name}`);
      return failed("unknown_method", { req_method: name });
    }
    if (token === undefined || token === "") return failed("not_authed");
    if (token !== this.#keys.botToken && token !== this.#keys.appToken) return failed("invalid_auth");
    if (open !== (token === this.#keys.appToken)) return failed("not_allowed_token_type");
    const wait = this.#state.pace.overTier(name);
    const slow = (seconds: number): Answer => ({
      status: 429,
      body: { ok: false, error: "ratelimited" },
      headers: { "retry-after": String(seconds) },
    });
    if (wait !== undefined && this.#state.options.enforceLimits) return slow(wait);
    if (open) return { status: 200, body: { ok: true, url: this.socketUrl() } };
    try {
      return { status: 200, body: { ok: true, ...method?.(this.#state, params) } };
    } catch (error) {
      if (!(error instanceof SlackError)) throw error;
      if (error.code === "ratelimited") return slow(Number(error.extra.retry_after ?? 1));
      return failed(error.code, error.extra);
    }
  }

  async #upload(id: string, length: number, body: Buffer, type: string): Promise<Answer> {
    const file = this.#state.files.get(id);
    if (!file) return { status: 404, body: "not found" };
    let bytes = body;
    if (type.startsWith("multipart/form-data")) {
      const parts = await parseBody(body, type);
      bytes = (Object.values(parts).find((part) => Buffer.isBuffer(part)) as Buffer | undefined) ?? Buffer.alloc(0);
    }
    if (bytes.length !== length) {
      this.#state.violation(`upload of ${file.name}: ${bytes.length} bytes, ${length} were announced`);
      return { status: 400, body: "size mismatch" };
    }
    file.content = bytes;
    return { status: 200, body: `OK - ${bytes.length}` };
  }

  #download(path: string, bearer: string | undefined, response: ServerResponse): void {
    const id = /^\/files-pri\/[^/-]+-([^/]+)\//.exec(path)?.[1] ?? "";
    const file = this.#state.files.get(id);
    // Without a good token Slack does not refuse: it leads to its sign-in page, a 200 in HTML.
    if (bearer !== this.#keys.botToken)
      return this.#write(response, { status: 302, body: "", headers: { location: `${this.#state.origin}/login` } });
    if (!file?.complete) return this.#write(response, { status: 404, body: "Not found" });
    this.#write(response, { status: 200, body: file.content, headers: { "content-type": file.mimetype } });
  }

  #write(response: ServerResponse, answer: Answer): void {
    const json = typeof answer.body === "object" && !Buffer.isBuffer(answer.body);
    response.writeHead(answer.status, {
      ...(json ? { "content-type": "application/json; charset=utf-8" } : {}),
      "x-oauth-scopes": this.#state.options.scopes.join(","),
      "x-accepted-oauth-scopes": "",
      "x-slack-req-id": crypto.randomUUID(),
      ...answer.headers,
    });
    response.end(json ? JSON.stringify(answer.body) : answer.body);
  }
}

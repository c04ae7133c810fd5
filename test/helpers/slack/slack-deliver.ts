import { randomUUID } from "node:crypto";
import type { Server } from "node:http";
import { WebSocket, WebSocketServer } from "ws";
import type { Event, Pending, Socket } from "./slack-link.ts";
import { describe, encode, signedPost } from "./slack-sign.ts";
import type { State } from "./slack-state.ts";
import type { Delivery, Json } from "./slack-types.ts";

type Kind = Delivery["kind"];

/** Takes payloads to the app: over Socket Mode connections, or signed over HTTP once a request URL is set. */
export class Deliver {
  sockets: Socket[] = [];
  /** Requests of HTTP mode; undefined while Socket Mode is used. */
  requestUrl: string | undefined;
  signingSecret = "";
  events = new Map<string, Event>();
  #state: State;
  #tickets = new Set<string>();
  #pending = new Map<string, Pending>();
  #turn = 0;
  #count = 0;
  #retrying = new Set<Event>();
  #ping: NodeJS.Timeout;
  #server: WebSocketServer;
  #closed = false;

  constructor(state: State, server: Server) {
    this.#state = state;
    this.#server = new WebSocketServer({ noServer: true });
    server.on("upgrade", (request, socket, head) => {
      const ticket = new URL(request.url ?? "/", "http://slack").searchParams.get("ticket") ?? "";
      if (!this.#tickets.delete(ticket)) return void socket.end("HTTP/1.1 404 Not Found\r\n\r\n");
      this.#server.handleUpgrade(request, socket, head, (ws) => this.#open(ws));
    });
    this.#ping = setInterval(() => {
      for (const { ws } of this.sockets) if (ws.readyState === WebSocket.OPEN) ws.ping(`Ping from fake ${Date.now()}`);
    }, state.options.pingInterval);
    this.#ping.unref();
  }

  /** A WebSocket address good for one connection. */
  ticketUrl(): string {
    const ticket = randomUUID();
    this.#tickets.add(ticket);
    return `${this.#state.origin.replace("http", "ws")}/link/?ticket=${ticket}&app_id=${this.#state.appId}`;
  }

  #debug = () => ({ host: "applink-fake-1", build_number: 1, approximate_connection_time: 18060 });

  #open(ws: WebSocket): void {
    if (this.sockets.length >= 10) {
      this.#state.violation("more than 10 Socket Mode connections");
      ws.send(JSON.stringify({ type: "disconnect", reason: "too_many_websockets", debug_info: this.#debug() }));
      return ws.close();
    }
    const socket: Socket = { number: ++this.#count, ws };
    this.sockets.push(socket);
    ws.on("message", (data) => this.#receive(socket, String(data)));
    ws.on("error", () => ws.terminate());
    ws.on("close", () => {
      this.sockets = this.sockets.filter((item) => item !== socket);
      for (const pending of [...this.#pending.values()]) {
        if (pending.socket !== socket || pending.delivery.failure) continue;
        pending.delivery.failure = "connection_closed";
        pending.settle();
      }
      this.#state.changed();
    });
    ws.send(
      JSON.stringify({
        type: "hello",
        num_connections: this.sockets.length,
        debug_info: this.#debug(),
        connection_info: { app_id: this.#state.appId },
      }),
    );
    this.#state.changed();
  }

  #receive(socket: Socket, text: string): void {
    let frame: Json;
    try {
      frame = JSON.parse(text) as Json;
    } catch {
      return this.#state.violation(`socket ${socket.number}: not JSON: ${text.slice(0, 80)}`);
    }
    const pending = this.#pending.get(String(frame.envelope_id));
    if (!pending)
      return this.#state.violation(`socket ${socket.number}: ack of an unknown envelope ${String(frame.envelope_id)}`);
    const { delivery } = pending;
    if (delivery.ackedAt !== undefined) return this.#state.violation(`envelope ${delivery.envelopeId} acked twice`);
    const payload = frame.payload as Json | undefined;
    const empty = payload === undefined || Object.keys(payload).length === 0;
    this.#acked(delivery, empty ? undefined : payload);
    pending.settle();
  }

  #acked(delivery: Delivery, response: unknown): void {
    delivery.ackedAt = performance.now();
    delivery.late = delivery.ackedAt - delivery.at > this.#state.options.ackTimeout || delivery.failure === "timeout";
    if (response !== undefined) delivery.response = response;
    if (delivery.late)
      this.#state.violation(`late ack of ${describe(delivery)} after ${Math.round(delivery.ackedAt - delivery.at)} ms`);
    this.#state.changed();
  }

  /** Sends one envelope or request; resolves when it was acked or failed. */
  send(
    kind: Kind,
    payload: Json,
    more: { eventId?: string; attempt?: number; reason?: string } = {},
  ): Promise<Delivery> {
    const delivery: Delivery = {
      kind,
      envelopeId: randomUUID(),
      payload,
      attempt: more.attempt ?? 0,
      at: performance.now(),
      late: false,
      ...(more.eventId ? { eventId: more.eventId } : {}),
      ...(more.reason ? { retryReason: more.reason } : {}),
    };
    this.#state.deliveries.push(delivery);
    this.#state.changed();
    return this.requestUrl === undefined ? this.#bySocket(delivery) : this.#byHttp(delivery, this.requestUrl);
  }

  #bySocket(delivery: Delivery): Promise<Delivery> {
    const open = this.sockets.filter(({ ws }) => ws.readyState === WebSocket.OPEN);
    const socket = open[this.#turn++ % Math.max(open.length, 1)];
    if (!socket) {
      delivery.failure = "no_connection";
      this.#state.changed();
      return Promise.resolve(delivery);
    }
    delivery.connection = socket.number;
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        delivery.failure = "timeout";
        this.#state.violation(`no ack of ${describe(delivery)} within ${this.#state.options.ackTimeout} ms`);
        resolve(delivery);
      }, this.#state.options.ackTimeout);
      const settle = () => {
        clearTimeout(timer);
        resolve(delivery);
      };
      this.#pending.set(delivery.envelopeId, { delivery, socket, settle });
      const retry =
        delivery.kind === "events_api"
          ? { retry_attempt: delivery.attempt, retry_reason: delivery.retryReason ?? "" }
          : {};
      const type = delivery.payload.type;
      const accepts = delivery.kind === "slash_commands" || type === "view_submission" || type === "block_suggestion";
      socket.ws.send(
        JSON.stringify({
          envelope_id: delivery.envelopeId,
          payload: delivery.payload,
          type: delivery.kind,
          accepts_response_payload: accepts,
          ...retry,
        }),
      );
    });
  }

  async #byHttp(delivery: Delivery, url: string): Promise<Delivery> {
    const body = encode(delivery);
    const retry: Record<string, string> =
      delivery.attempt === 0
        ? {}
        : {
            "x-slack-retry-num": String(delivery.attempt),
            "x-slack-retry-reason": delivery.retryReason ?? "unknown_error",
          };
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        if (delivery.ackedAt === undefined && !delivery.failure) {
          delivery.failure = "timeout";
          this.#state.violation(`no answer to ${describe(delivery)} within ${this.#state.options.ackTimeout} ms`);
        }
        resolve();
      }, this.#state.options.ackTimeout);
    });
    const answered = this.signed(
      url,
      body,
      delivery.kind === "events_api" ? "application/json" : "application/x-www-form-urlencoded",
      retry,
    )
      .then(({ status, text, type, noRetry }) => {
        if (status < 200 || status > 299) {
          delivery.failure ??= `http_error ${status}`;
          if (noRetry) delivery.failure = `no_retry ${status}`;
          return this.#state.changed();
        }
        let response: unknown = text === "" ? undefined : { text };
        if (type.includes("application/json") && text !== "") response = JSON.parse(text) as unknown;
        this.#acked(delivery, response);
      })
      .catch((error: unknown) => {
        delivery.failure ??= `connection_failed ${String((error as Error).cause ?? error)}`;
        this.#state.changed();
      });
    await Promise.race([answered, limit]);
    clearTimeout(timer);
    return delivery;
  }

  signed = (url: string, body: string, type: string, headers: Record<string, string> = {}) =>
    signedPost(this.signingSecret, url, body, type, headers);

  /** Sends an event, and again, up to three times, while it is not acked. */
  event(payload: Json, eventId: string): void {
    const event: Event = { payload, eventId, attempt: 0 };
    this.events.set(eventId, event);
    void this.#try(event);
  }

  async #try(event: Event): Promise<void> {
    const reason = event.reason ? { reason: event.reason } : {};
    const delivery = await this.send("events_api", event.payload, {
      eventId: event.eventId,
      attempt: event.attempt,
      ...reason,
    });
    const failure = delivery.failure;
    if (!failure || failure.startsWith("no_retry") || this.#closed) return;
    const pause = this.#state.options.retryDelays[event.attempt];
    if (event.attempt >= 3 || pause === undefined) return;
    event.attempt += 1;
    const http = this.requestUrl !== undefined;
    event.reason = !http
      ? "timeout"
      : failure === "timeout"
        ? "http_timeout"
        : (failure.split(" ")[0] ?? "unknown_error");
    this.#retrying.add(event);
    event.timer = setTimeout(() => this.#again(event), pause);
    event.timer.unref();
  }

  #again(event: Event): void {
    clearTimeout(event.timer);
    if (!this.#retrying.delete(event)) return;
    void this.#try(event);
  }

  /** Runs every waiting redelivery now; returns how many. */
  flushRetries(): number {
    const waiting = [...this.#retrying];
    for (const event of waiting) this.#again(event);
    return waiting.length;
  }

  /** Sends an event once more although it may have been acked. */
  redeliver(eventId: string): Promise<Delivery> {
    const event = this.events.get(eventId);
    if (!event) throw new Error(`no event ${eventId}`);
    event.attempt = Math.min(event.attempt + 1, 3);
    const reason = this.requestUrl === undefined ? "timeout" : "http_timeout";
    return this.send("events_api", event.payload, { eventId, attempt: event.attempt, reason });
  }

  /** Slack's disconnect frame; everything but "warning" then closes the connection. */
  disconnect(reason: "warning" | "refresh_requested" | "link_disabled", which = this.sockets): void {
    for (const { ws } of [...which]) {
      ws.send(JSON.stringify({ type: "disconnect", reason, debug_info: this.#debug() }));
      if (reason !== "warning") ws.close(1000);
    }
  }

  /** Cuts the connections without a word, as a broken network does. */
  cut(): void {
    for (const { ws } of [...this.sockets]) ws.terminate();
  }

  close(): void {
    this.#closed = true;
    clearInterval(this.#ping);
    for (const event of this.#retrying) clearTimeout(event.timer);
    this.#retrying.clear();
    this.cut();
    this.#server.close();
  }
}

import type { WebSocket } from "ws";
import type { Delivery, Json } from "./slack-types.ts";

export interface Socket {
  number: number;
  ws: WebSocket;
}

export interface Pending {
  delivery: Delivery;
  socket: Socket;
  /** Ends the wait: acked or failed. */
  settle: () => void;
}

export interface Event {
  payload: Json;
  eventId: string;
  attempt: number;
  timer?: NodeJS.Timeout;
  reason?: string;
}

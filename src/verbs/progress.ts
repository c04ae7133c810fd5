/** A bar on a terminal, and nothing anywhere else. */
import type { WriteStream } from "node:tty";

const WIDTH = 30;

export function createProgress(stream: Pick<WriteStream, "write" | "isTTY">, all: number) {
  const draw = (done: number) => {
    const full = all === 0 ? WIDTH : Math.min(WIDTH, Math.round((done / all) * WIDTH));
    stream.write(`\r[${"#".repeat(full)}${".".repeat(WIDTH - full)}] ${done}/${all}`);
  };
  return {
    step(done: number): void {
      if (stream.isTTY) draw(done);
    },
    end(): void {
      if (stream.isTTY) stream.write("\n");
    },
  };
}

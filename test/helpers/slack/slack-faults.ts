import type { Call, FailSpec, Hold } from "./slack-types.ts";

interface Gate {
  when: "before" | "after";
  open: Promise<void>;
  arrived: (call: Call) => void;
  used: boolean;
}

/** Faults armed per method; "*" stands for every Web API method, "response_url" and "upload" for those. */
export class Faults {
  #fails = new Map<string, { spec: FailSpec; left: number }[]>();
  #drops = { before: new Map<string, number>(), after: new Map<string, number>() };
  #gates = new Map<string, Gate[]>();

  fail(method: string, spec: FailSpec): void {
    const queue = this.#fails.get(method) ?? [];
    queue.push({ spec, left: spec.times ?? 1 });
    this.#fails.set(method, queue);
  }

  drop(when: "before" | "after", method: string, times: number): void {
    this.#drops[when].set(method, (this.#drops[when].get(method) ?? 0) + times);
  }

  hold(method: string, when: "before" | "after"): Hold {
    let release = () => {};
    let arrived: (call: Call) => void = () => {};
    const open = new Promise<void>((resolve) => (release = resolve));
    const taken = new Promise<Call>((resolve) => (arrived = resolve));
    const gate: Gate = { when, open, arrived, used: false };
    const gates = this.#gates.get(method) ?? [];
    gates.push(gate);
    this.#gates.set(method, gates);
    return {
      taken,
      release: () => {
        gate.used = true;
        release();
      },
    };
  }

  takeFail(method: string): FailSpec | undefined {
    for (const key of [method, "*"]) {
      const queue = this.#fails.get(key);
      const first = queue?.[0];
      if (!queue || !first) continue;
      first.left -= 1;
      if (first.left <= 0) queue.shift();
      return first.spec;
    }
    return undefined;
  }

  takeDrop(when: "before" | "after", method: string): boolean {
    for (const key of [method, "*"]) {
      const left = this.#drops[when].get(key) ?? 0;
      if (left <= 0) continue;
      this.#drops[when].set(key, left - 1);
      return true;
    }
    return false;
  }

  /** Waits at the first unused gate for this method; a gate holds one request. */
  async wait(when: "before" | "after", method: string, call: Call): Promise<void> {
    for (const key of [method, "*"]) {
      const gate = this.#gates.get(key)?.find((item) => item.when === when && !item.used);
      if (!gate) continue;
      gate.used = true;
      gate.arrived(call);
      await gate.open;
      return;
    }
  }

  /** Disarms everything and lets held requests go. */
  clear(): void {
    this.#fails.clear();
    this.#drops.before.clear();
    this.#drops.after.clear();
    this.#gates.clear();
  }
}

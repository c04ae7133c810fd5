/** A few lanes that work off what waits in the database: a poke opens one, and each piece of work found opens the next. */
export type Pool = {
  poke(): void;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
  /** Begins nothing new; resolves when what was begun is done. */
  stop(): Promise<void>;
};

/** `claim` takes what is next and returns how it is done; undefined where nothing waits. */
export function createPool(
  width: number,
  claim: () => Promise<(() => Promise<void>) | undefined>,
  onFault: (error: unknown) => void,
): Pool {
  const lanes = new Set<Promise<void>>();
  let stopped = false;
  async function lane(): Promise<void> {
    while (!stopped) {
      const work = await claim();
      if (!work) return;
      poke();
      await work();
    }
  }
  function poke(): void {
    if (stopped || lanes.size >= width) return;
    const run: Promise<void> = lane()
      .catch(onFault)
      .finally(() => lanes.delete(run));
    lanes.add(run);
  }
  const idle = async () => {
    while (lanes.size > 0) await Promise.allSettled([...lanes]);
  };
  return {
    poke,
    idle,
    async stop() {
      stopped = true;
      await idle();
    },
  };
}

/** Boosted decision trees in flat arrays: a node of feature −1 is a leaf, whose value is added to the score. */
export class Trees {
  readonly #base: number;
  readonly #roots: Int32Array;
  readonly #features: Int8Array;
  readonly #values: Float64Array;
  readonly #left: Int32Array;
  readonly #right: Int32Array;
  /** The most that the trees from each on can still add. */
  readonly #most: Float64Array;

  constructor(
    base: number,
    arrays: { roots: Int32Array; features: Int8Array; values: Float64Array; left: Int32Array; right: Int32Array },
  ) {
    this.#base = base;
    this.#roots = arrays.roots;
    this.#features = arrays.features;
    this.#values = arrays.values;
    this.#left = arrays.left;
    this.#right = arrays.right;
    const { roots, features, values } = arrays;
    this.#most = new Float64Array(roots.length + 1);
    for (let tree = roots.length - 1; tree >= 0; tree--) {
      let most = Number.NEGATIVE_INFINITY;
      for (let node = roots[tree] as number; node < (roots[tree + 1] ?? features.length); node++)
        if (features[node] === -1) most = Math.max(most, values[node] as number);
      this.#most[tree] = (this.#most[tree + 1] as number) + most;
    }
  }
  /** The score, or −∞ as soon as it cannot reach `least` any more. */
  score(features: Float64Array, least: number): number {
    let sum = this.#base;
    for (let tree = 0; tree < this.#roots.length; tree++) {
      if (sum + (this.#most[tree] as number) < least) return Number.NEGATIVE_INFINITY;
      let node = this.#roots[tree] as number;
      for (let feature = this.#features[node] as number; feature >= 0; feature = this.#features[node] as number)
        node = ((features[feature] as number) < (this.#values[node] as number) ? this.#left : this.#right)[
          node
        ] as number;
      sum += this.#values[node] as number;
    }
    return sum;
  }
}

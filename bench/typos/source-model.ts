/** Flattens the boosted trees. */
import { LEAF } from "../../checks/typos/trees.ts";

type Node = { v: number } | { f: number; t: number; l: number; r: number };
/** Nodes refer to each other by their place in their own tree. */
export type SourceModel = { base: number; model: Node[][] };

export function flattenTrees({ model }: SourceModel) {
  const nodes: Node[] = [];
  const roots: number[] = [];
  for (const tree of model) {
    const root = nodes.length;
    roots.push(root);
    for (const node of tree) nodes.push("v" in node ? node : { ...node, l: root + node.l, r: root + node.r });
  }
  return {
    treeRoots: Uint32Array.from(roots),
    treeFeatures: Uint8Array.from(nodes, (node) => ("v" in node ? LEAF : node.f)),
    treeValues: Float64Array.from(nodes, (node) => ("v" in node ? node.v : node.t)),
    treeLess: Uint16Array.from(nodes, (node) => ("v" in node ? 0 : node.l)),
    treeMore: Uint16Array.from(nodes, (node) => ("v" in node ? 0 : node.r)),
  };
}

/** Circles in a directed graph: its strongly connected components, by Tarjan's algorithm (SIAM J. Comput., 1972). */

/** The circles of more than one node, each sorted. */
export function circles(edges: ReadonlyMap<string, ReadonlySet<string>>): readonly string[][] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const found: string[][] = [];

  const visit = (node: string): number => {
    const number = order.size;
    order.set(node, number);
    open.push(node);
    let lowest = number;
    for (const next of edges.get(node) ?? []) {
      if (!order.has(next)) lowest = Math.min(lowest, visit(next));
      else if (open.includes(next)) lowest = Math.min(lowest, low.get(next) ?? order.get(next)!);
    }
    low.set(node, lowest);
    if (lowest === number) close(node);
    return lowest;
  };

  const close = (node: string): void => {
    const members = open.splice(open.lastIndexOf(node));
    if (members.length > 1) found.push(members.sort());
  };

  for (const node of edges.keys()) if (!order.has(node)) visit(node);
  return found;
}

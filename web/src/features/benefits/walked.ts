// Which arrows of a run lead back: one whose target was left before it was first taken. Only the
// record of the run decides, never which steps were visited.
export interface Arrow {
  id: string;
  from: string;
  to: string;
}

export function arrowsOf(xml: string): Arrow[] {
  const found = new DOMParser().parseFromString(xml, 'text/xml');
  return [...found.getElementsByTagNameNS('*', 'sequenceFlow')].map((flow) => ({
    id: flow.getAttribute('id') ?? '',
    from: flow.getAttribute('sourceRef') ?? '',
    to: flow.getAttribute('targetRef') ?? '',
  }));
}

export interface Walked {
  taken: string[];
  returned: string[];
  times: Map<string, number>;
}

export function walked(arrows: readonly Arrow[], order: readonly string[]): Walked {
  const byId = new Map(arrows.map((arrow) => [arrow.id, arrow]));
  const left = new Set<string>();
  const returned = new Set<string>();
  const times = new Map<string, number>();
  for (const id of order) {
    times.set(id, (times.get(id) ?? 0) + 1);
    const arrow = byId.get(id);
    if (!arrow) continue;
    if (times.get(id) === 1 && left.has(arrow.to)) returned.add(id);
    left.add(arrow.from);
  }
  return { taken: [...times.keys()], returned: [...returned], times };
}

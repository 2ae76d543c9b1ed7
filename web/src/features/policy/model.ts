// A decision model as its file, changed only where somebody changed it: the tables are read out of
// the XML, and what is written back keeps everything that this page does not show (other decisions,
// drawings, extensions) as it was. Any namespace of DMN 1.1 to 1.5.
export interface ModelColumn {
  name: string;
  choices: readonly string[]; // what the item definition or the column itself allows
  isBoolean: boolean;
}

export interface ModelRule {
  key: number; // the place in the file, or a negative number for a new rule
  id: string;
  cells: string[]; // inputs, then outputs, then annotations
}

export interface ModelTable {
  id: string;
  name: string;
  inputs: ModelColumn[];
  outputs: ModelColumn[];
  notes: string[];
  rules: ModelRule[];
}

const children = (node: Element, name: string) =>
  [...node.children].filter((child) => child.localName === name);
const child = (node: Element | undefined, name: string) =>
  node ? children(node, name)[0] : undefined;
const textIn = (node: Element | undefined) => child(node, 'text')?.textContent?.trim() ?? '';
const wordsIn = (text: string) => [...text.matchAll(/"([^"]*)"/g)].map(([, word]) => word!);

export function parseModel(xml: string): Document | null {
  const document = new DOMParser().parseFromString(xml, 'application/xml');
  if (document.getElementsByTagName('parsererror').length > 0) return null;
  return document.documentElement.localName === 'definitions' ? document : null;
}

// The decision tables that are a decision's own logic, with the decision around them.
function tablesIn(document: Document): [Element, Element][] {
  return children(document.documentElement, 'decision').flatMap((decision) => {
    const table = child(decision, 'decisionTable');
    return table ? [[decision, table] as [Element, Element]] : [];
  });
}

function columnOf(document: Document, name: string, type: string, own: string): ModelColumn {
  const item = children(document.documentElement, 'itemDefinition').find(
    (one) => one.getAttribute('name') === type,
  );
  const choices = wordsIn(own);
  return {
    name,
    choices: choices.length ? choices : wordsIn(textIn(child(item, 'allowedValues'))),
    isBoolean: type === 'boolean' || child(item, 'typeRef')?.textContent?.trim() === 'boolean',
  };
}

function readTable(document: Document, decision: Element, table: Element): ModelTable {
  const entries = ['inputEntry', 'outputEntry', 'annotationEntry'];
  const name = decision.getAttribute('name') ?? '';
  return {
    id: decision.getAttribute('id') || name,
    name,
    inputs: children(table, 'input').map((input) => {
      const expression = child(input, 'inputExpression');
      const type = expression?.getAttribute('typeRef') ?? '';
      return columnOf(document, textIn(expression), type, textIn(child(input, 'inputValues')));
    }),
    outputs: children(table, 'output').map((output) => {
      const type = output.getAttribute('typeRef') ?? '';
      const own = textIn(child(output, 'outputValues'));
      return columnOf(document, output.getAttribute('name') || name, type, own);
    }),
    notes: children(table, 'annotation').map((one) => one.getAttribute('name') ?? ''),
    rules: children(table, 'rule').map((rule, key) => ({
      key,
      id: rule.getAttribute('id') ?? '',
      cells: entries.flatMap((entry) => children(rule, entry).map(textIn)),
    })),
  };
}

export function tablesOf(xml: string): ModelTable[] | null {
  const document = parseModel(xml);
  return document
    ? tablesIn(document).map(([decision, table]) => readTable(document, decision, table))
    : null;
}

function writeCell(entry: Element, text: string): void {
  let place = child(entry, 'text');
  if (!place) {
    place = entry.ownerDocument.createElementNS(entry.namespaceURI, 'text');
    entry.append(place);
  }
  if (textIn(entry) !== text) place.textContent = text;
}

function newRule(table: Element, shape: ModelTable): Element {
  const make = (name: string) => table.ownerDocument.createElementNS(table.namespaceURI, name);
  const rule = make('rule');
  const add = (name: string, count: number) => {
    for (let i = 0; i < count; i++) rule.append('\n        ', make(name));
  };
  add('inputEntry', shape.inputs.length);
  add('outputEntry', shape.outputs.length);
  add('annotationEntry', shape.notes.length);
  rule.append('\n      ');
  return rule;
}

function writeRule(rule: Element, wanted: ModelRule): void {
  if (rule.getAttribute('id') !== wanted.id) rule.setAttribute('id', wanted.id);
  const cells = [...rule.children].filter((one) => /Entry$/.test(one.localName));
  wanted.cells.forEach((text, index) => {
    if (cells[index]) writeCell(cells[index], text);
  });
}

function writeTable(table: Element, wanted: ModelTable): void {
  const before = children(table, 'rule');
  const after = wanted.rules.map((rule) => {
    const element = before[rule.key] ?? newRule(table, wanted);
    writeRule(element, rule);
    return element;
  });
  if (before.length === after.length && before.every((one, index) => one === after[index])) return;
  for (const rule of before) {
    if (rule.previousSibling?.nodeType === Node.TEXT_NODE) rule.previousSibling.remove();
    rule.remove();
  }
  const end = table.lastChild?.nodeType === Node.TEXT_NODE ? table.lastChild : null;
  for (const rule of after) {
    table.insertBefore(table.ownerDocument.createTextNode('\n      '), end);
    table.insertBefore(rule, end);
  }
  if (!end) table.append('\n    ');
}

// The first tag as its author broke it into lines; nothing here changes it.
const FIRST_TAG = /<(?:[\w.-]+:)?definitions\b(?:[^>"']|"[^"]*"|'[^']*')*>/;

export function writeModel(xml: string, tables: readonly ModelTable[]): string {
  const document = parseModel(xml);
  if (!document) return xml;
  tablesIn(document).forEach(([, table], index) => {
    if (tables[index]) writeTable(table, tables[index]);
  });
  const head = /^\s*<\?xml[^>]*\?>\s*/.exec(xml)?.[0] ?? '';
  const first = FIRST_TAG.exec(xml)?.[0];
  const whole = new XMLSerializer().serializeToString(document);
  const text = first ? whole.replace(FIRST_TAG, () => first) : whole;
  return head + text.replace(/^<\?xml[^>]*\?>\s*/, '') + (xml.endsWith('\n') ? '\n' : '');
}

// The number after the last of that name: R1, R2 → R3; C25 → C26; without numbers: rule-2.
export function nextId(table: ModelTable, like?: string): string {
  const ids = new Set(table.rules.map((rule) => rule.id));
  const match = /^(.*?)(\d+)$/.exec(like ?? table.rules.at(-1)?.id ?? '');
  const [stem, width] = match ? [match[1]!, match[2]!.length] : ['rule-', 1];
  for (let n = match ? Number(match[2]) + 1 : 1; ; n++) {
    const id = stem + String(n).padStart(width, '0');
    if (!ids.has(id)) return id;
  }
}

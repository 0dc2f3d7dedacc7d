// The category picker: nested radios become columns. The radios stay, hidden, and carry the answer.
// Arrows walk, → and ← change column, letters find by pinyin initials (data-initials) anywhere in the tree.
import { composing, eachContent, icon, say } from "./page";

interface Node {
  radio: HTMLInputElement;
  words: string;
  initials: string;
  parent: Node | null;
  children: Node[];
}

function read(list: Element, parent: Node | null): Node[] {
  return [...list.children].flatMap((item) => {
    const radio = item.querySelector<HTMLInputElement>(":scope > label input");
    if (!radio) return [];
    const words = item.querySelector(":scope > label")!.textContent!.trim();
    const node: Node = { radio, words, initials: (radio.dataset.initials ?? "").toLowerCase(), parent, children: [] };
    const below = item.querySelector(":scope > ul");
    if (below) node.children = read(below, node);
    return [node];
  });
}

function flat(nodes: Node[]): Node[] {
  return nodes.flatMap((node) => [node, ...flat(node.children)]);
}

function path(node: Node | null): Node[] {
  return node ? [...path(node.parent), node] : [];
}

function enhance(list: HTMLElement): void {
  const tree = read(list, null);
  const all = flat(tree);
  const deep = Math.max(...all.map((node) => path(node).length));
  const box = document.createElement("div");
  box.className = "cascade-cols";
  const columns = Array.from({ length: deep }, (_, at) => {
    const column = document.createElement("div");
    column.setAttribute("role", "listbox");
    column.setAttribute("aria-label", `${list.dataset.label ?? ""} ${say("column", { n: at + 1 })}`.trim());
    return column;
  });
  box.append(...columns);
  list.hidden = true;
  list.after(box);
  let buffer = "";
  let last = 0;

  function chosen(): Node | null {
    return all.find((node) => node.radio.checked) ?? null;
  }

  function draw(focus?: Node): void {
    const way = path(chosen());
    for (const [at, column] of columns.entries()) {
      const nodes = at === 0 ? tree : (way[at - 1]?.children ?? []);
      // An empty column is no list box: nothing could be chosen in it.
      if (nodes.length) column.setAttribute("role", "listbox");
      else column.removeAttribute("role");
      column.setAttribute("aria-hidden", String(!nodes.length));
      column.replaceChildren(...nodes.map((node, place) => option(node, way[at] === node, place === 0 && !way[at])));
      if (focus && nodes.includes(focus)) (column.children[nodes.indexOf(focus)] as HTMLElement).focus();
    }
  }

  function option(node: Node, on: boolean, first: boolean): HTMLElement {
    const row = document.createElement("div");
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", String(on));
    row.tabIndex = on || first ? 0 : -1;
    const words = document.createElement("span");
    words.className = "grow";
    words.textContent = node.words;
    row.append(words);
    if (on) row.append(icon("check"));
    else if (node.children.length) row.append(icon("chevron-right"));
    row.addEventListener("click", () => pick(node));
    row.addEventListener("keydown", (event) => walk(event, node));
    return row;
  }

  function pick(node: Node): void {
    if (!node.radio.checked) {
      node.radio.checked = true;
      node.radio.dispatchEvent(new Event("input", { bubbles: true }));
      node.radio.dispatchEvent(new Event("change", { bubbles: true }));
    }
    draw(node);
  }

  function walk(event: KeyboardEvent, node: Node): void {
    if (composing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    const beside = node.parent ? node.parent.children : tree;
    const at = beside.indexOf(node);
    const target = {
      ArrowDown: beside[at + 1],
      ArrowUp: beside[at - 1],
      Home: beside[0],
      End: beside[beside.length - 1],
      ArrowRight: node.children[0],
      ArrowLeft: node.parent ?? undefined,
      Enter: node.children[0] ?? node,
      " ": node,
    }[event.key];
    if (target) pick(target);
    else if (/^[a-z0-9]$/i.test(event.key)) find(event.key.toLowerCase());
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  function find(letter: string): void {
    const now = Date.now();
    buffer = now - last > 900 ? letter : buffer + letter;
    last = now;
    const hit = all.find((node) => node.initials === buffer) ?? all.find((node) => node.initials.startsWith(buffer));
    if (hit) pick(hit);
  }

  list.closest("form")?.addEventListener("restored", () => draw());
  list.closest("form")?.addEventListener("reset", () => setTimeout(draw));
  draw();
}

eachContent((root) => {
  for (const list of root.querySelectorAll<HTMLElement>("ul[data-cascade]:not([hidden])")) enhance(list);
});

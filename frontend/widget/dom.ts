// The view layer: elements by function, text always as text.

type Child = Node | string | null | undefined | false;
type Props = Record<string, string | number | boolean | ((event: never) => void) | undefined>;

/** `el("button", { class: "go", onclick: send }, "发送")`. False and undefined leave an attribute out. */
export function el<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === undefined || value === false) continue;
    if (typeof value === "function") made.addEventListener(name.slice(2), value as EventListener);
    else made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children.filter((child): child is Node | string => Boolean(child)));
  return made;
}

export function fill(place: Element, ...children: Child[]): void {
  place.replaceChildren(...children.filter((child): child is Node | string => Boolean(child)));
}

/** Writes only what changed, so that a screen reader is not told twice and a selection stays. */
export function say(place: Element, words: string): void {
  if (place.textContent !== words) place.textContent = words;
}

export function show(place: HTMLElement, shown: boolean): void {
  if (place.hidden === shown) place.hidden = !shown;
}

// Outlines of Tabler's icons (MIT), 24 × 24.
const ICONS = {
  chat: ["M3 20l1.3 -3.9c-2.324 -3.437 -1.426 -7.872 2.1 -10.374c3.526 -2.501 8.59 -2.296 11.845 .48c3.255 2.777 3.695 7.266 1.029 10.501c-2.666 3.235 -7.615 4.215 -11.574 2.293l-4.7 1"],
  x: ["M18 6l-12 12", "M6 6l12 12"],
  down: ["M6 9l6 6l6 -6"],
  send: ["M4.698 4.034l16.302 7.966l-16.302 7.966a.503 .503 0 0 1 -.546 -.124a.555 .555 0 0 1 -.12 -.568l2.468 -7.274l-2.468 -7.274a.555 .555 0 0 1 .12 -.568a.503 .503 0 0 1 .546 -.124", "M6.5 12h14.5"],
  clip: ["M15 7l-6.5 6.5a1.5 1.5 0 0 0 3 3l6.5 -6.5a3 3 0 0 0 -6 -6l-6.5 6.5a4.5 4.5 0 0 0 9 9l6.5 -6.5"],
  file: ["M14 3v4a1 1 0 0 0 1 1h4", "M17 21h-10a2 2 0 0 1 -2 -2v-14a2 2 0 0 1 2 -2h7l5 5v11a2 2 0 0 1 -2 2"],
  alert: ["M3 12a9 9 0 1 0 18 0a9 9 0 0 0 -18 0", "M12 8v4", "M12 16h.01"],
  check: ["M5 12l5 5l10 -10"],
  checks: ["M7 12l5 5l10 -10", "M2 12l5 5m5 -5l5 -5"],
  clock: ["M3 12a9 9 0 1 0 18 0a9 9 0 0 0 -18 0", "M12 7v5l3 3"],
  wifi: ["M12 18l.01 0", "M9.172 15.172a4 4 0 0 1 5.656 0", "M6.343 12.343a7.963 7.963 0 0 1 3.864 -2.14m4.163 .155a7.965 7.965 0 0 1 3.287 2", "M3.515 9.515a12 12 0 0 1 3.544 -2.455m3.101 -.92a12 12 0 0 1 10.325 3.374", "M3 3l18 18"],
  leave: ["M14 8v-2a2 2 0 0 0 -2 -2h-7a2 2 0 0 0 -2 2v12a2 2 0 0 0 2 2h7a2 2 0 0 0 2 -2v-2", "M9 12h12l-3 -3", "M18 15l3 -3"],
  mail: ["M3 7a2 2 0 0 1 2 -2h14a2 2 0 0 1 2 2v10a2 2 0 0 1 -2 2h-14a2 2 0 0 1 -2 -2v-10", "M3 7l9 6l9 -6"],
  screen: ["M21 12v3a1 1 0 0 1 -1 1h-16a1 1 0 0 1 -1 -1v-10a1 1 0 0 1 1 -1h9", "M7 20l10 0", "M9 16l0 4", "M15 16l0 4", "M17 4h4v4", "M16 9l5 -5"],
} satisfies Record<string, string[]>;

export type IconName = keyof typeof ICONS;

export function icon(name: IconName): SVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  for (const line of ICONS[name]) {
    const path = document.createElementNS(space, "path");
    path.setAttribute("d", line);
    svg.append(path);
  }
  return svg;
}

/** A button of an icon alone: its words are its name and its tip. */
export function iconButton(name: IconName, words: string, onclick: () => void): HTMLButtonElement {
  return el("button", { type: "button", class: "ico", "aria-label": words, title: words, onclick }, icon(name));
}

// An address ends before blanks, Chinese letters and punctuation, and marks that close a sentence.
const ADDRESS = /https?:\/\/[^\s<>"'“”‘’（）《》【】，。；：！？、\u3400-\u9fff]+/gi;

/** Text with its http(s) addresses as links; everything else stays text. */
export function linked(text: string, newWindow: string): Node[] {
  const parts: Node[] = [];
  let from = 0;
  for (const found of text.matchAll(ADDRESS)) {
    const written = found[0].replace(/[.,;:!?)\]]+$/, "");
    const address = safeAddress(written);
    if (!address) continue;
    parts.push(document.createTextNode(text.slice(from, found.index)));
    parts.push(
      el("a", { href: address, target: "_blank", rel: "noopener noreferrer nofollow" }, written, el("span", { class: "sr" }, newWindow)),
    );
    from = found.index + written.length;
  }
  parts.push(document.createTextNode(text.slice(from)));
  return parts;
}

function safeAddress(written: string): string | null {
  try {
    const address = new URL(written);
    return /^https?:$/.test(address.protocol) ? address.href : null;
  } catch {
    return null;
  }
}

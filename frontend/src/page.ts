// What every behaviour needs: the page's sentences, its token, a voice for screen readers, and new content.

const script = document.getElementById("texts");
const sentences: Record<string, string> = script ? JSON.parse(script.textContent ?? "{}") : {};

/** A sentence in the page's language, with {names} filled in. */
export function say(key: string, values: Record<string, string | number> = {}): string {
  const sentence = sentences[key] ?? key;
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

export function csrf(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
}

/** Reads a sentence aloud to those who do not see it appear. */
export function announce(sentence: string): void {
  const voice = document.getElementById("said");
  if (voice) voice.textContent = sentence;
}

/** Runs now for the whole page, and again for every fragment htmx swaps in. */
export function eachContent(run: (root: ParentNode) => void): void {
  run(document);
  document.addEventListener("htmx:load", (event) => {
    const root = (event as CustomEvent).detail.elt as HTMLElement;
    if (root !== document.body) run(root.parentElement ?? root);
  });
}

/** True while an input method is composing: no key means what it says then. */
export function composing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}

/** True when keys belong to what is being typed. */
export function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !["checkbox", "radio", "button", "submit"].includes(target.type);
}

/** An icon of the same sprite the server uses. */
export function icon(name: string): SVGSVGElement {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(space, "use");
  const any = document.querySelector("svg.icon use")?.getAttribute("href") ?? "/static/dist/icons.svg#x";
  use.setAttribute("href", any.replace(/#.*/, `#${name}`));
  svg.append(use);
  return svg;
}

/** The present moment as people here write it. */
export function clockTime(at: Date = new Date()): string {
  return at.toLocaleTimeString("zh-CN", { hour12: false, timeZone: "Asia/Shanghai" });
}

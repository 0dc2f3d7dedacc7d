// What a page looks like to a colleague: its shape, its words and its style. Built up from what may be shown, so that
// what nobody thought of stays out. The server strips it once more.

export const LARGEST = 490_000;
const DEEPEST = 200;

const LEFT_OUT = /^(script|noscript|style|template|link|meta|base|title|param|source|track)$/;
const BOXES = /^(iframe|frame|object|embed|applet|video|audio|canvas|img|picture|svg|map|portal|fencedframe)$/;
const HOLDS_VALUES = /^(input|textarea|select|option|datalist|output|meter|progress)$/;
const KEPT = ["class", "style", "id", "colspan", "rowspan", "dir", "lang", "role"];
const EMPTY = /^(br|hr|wbr|col)$/;

/** The body as text, private parts as empty boxes of the same size; null when it is too large to be sent. */
export function snapshot(own: Element | null): string | null {
  if (document.documentElement.hasAttribute("data-private")) return "<body></body>";
  const body = drawn(document.body, own, 0);
  for (const style of [rules(), ""]) {
    const whole = style ? body.replace(">", () => `><style>${style}</style>`) : body;
    if (whole.length <= LARGEST) return whole;
  }
  return null;
}

/** Words, addresses and values of a private part are never read, only how much room it takes. */
function isPrivate(element: Element): boolean {
  const name = element.localName;
  return (
    element.hasAttribute("data-private") ||
    BOXES.test(name) ||
    HOLDS_VALUES.test(name) ||
    name.includes("-") || // an element of the page's own making may show anything
    (element as HTMLElement).isContentEditable ||
    element.namespaceURI !== "http://www.w3.org/1999/xhtml"
  );
}

function drawn(element: Element, own: Element | null, depth: number): string {
  const name = element.localName;
  if (element === own || LEFT_OUT.test(name) || depth > DEEPEST) return "";
  if (!isSeen(element)) return "";
  if (isPrivate(element)) return box(element);
  let inside = "";
  for (const child of element.childNodes) {
    if (child instanceof Element) inside += drawn(child, own, depth + 1);
    else if (child.nodeType === Node.TEXT_NODE) inside += safe(child.nodeValue ?? "");
  }
  const open = `<${name}${attributes(element)}>`;
  return EMPTY.test(name) ? open : `${open}${inside}</${name}>`;
}

/** What the visitor does not see himself (hidden, folded in, not slotted) is not shown to anybody. */
function isSeen(element: Element): boolean {
  if (element === document.body || getComputedStyle(element).display === "contents") return true;
  return element.checkVisibility?.({ opacityProperty: true, visibilityProperty: true, contentVisibilityAuto: false }) ?? true;
}

function box(element: Element): string {
  const { width, height } = element.getBoundingClientRect();
  if (!width || !height) return "";
  return `<span data-private-box style="width:${Math.round(width)}px;height:${Math.round(height)}px"></span>`;
}

function attributes(element: Element): string {
  let written = "";
  for (const name of KEPT) {
    const value = element.getAttribute(name);
    if (value !== null && !/url\s*\(|expression|@import/i.test(value)) written += ` ${name}="${safe(value)}"`;
  }
  return written;
}

/** The rules of the page's sheets that may be read; those from elsewhere may not, and load nothing here either. */
function rules(): string {
  let written = "";
  for (const sheet of [...document.styleSheets, ...document.adoptedStyleSheets]) {
    try {
      for (const rule of sheet.cssRules) {
        // A rule that tells by values of fields, or that fetches something, is not needed for the looks.
        if (!/url\s*\(|@import|@font-face|\[value|content\s*:\s*attr/i.test(rule.cssText)) written += rule.cssText;
      }
    } catch {
      // a sheet of another site
    }
    if (written.length > LARGEST) return "";
  }
  return written.replace(/<\//g, "<\\/");
}

function safe(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[sign]!);
}

// Places in what is being written, and putting other words there so that Ctrl+Z takes them back.

const BREAKS = "，。！？；,!?;\n";
const SOFT = "，；,;";
const STOPS = "。！？!?\n";

/** Where code point `at` of the text stands in the field, which counts UTF-16. */
export function unit(text: string, at: number): number {
  if (!/[\ud800-\udbff]/.test(text)) return at;
  return [...text].slice(0, at).join("").length;
}

/** What another wording takes the place of: the clause around a stretch, with the mark after it when that changes. */
export function exchange(text: string, start: number, end: number, words: string): { from: number; to: number; words: string } {
  let from = start;
  while (from > 0 && !breaks(text, from - 1)) from -= 1;
  while (from < start && /\s/.test(text[from]!)) from += 1;
  let to = end;
  while (to < text.length && !breaks(text, to)) to += 1;
  const mark = text[to] ?? "";
  if (SOFT.includes(mark) && mark && words.endsWith("。")) return { from, to, words: words.slice(0, -1) };
  return { from, to: mark && mark !== "\n" ? to + 1 : to, words };
}

function breaks(text: string, at: number): boolean {
  if (!BREAKS.includes(text[at]!)) return false;
  return !(text[at] === "," && /\d/.test(text[at - 1] ?? "") && /\d/.test(text[at + 1] ?? ""));
}

/** The sentence a stretch stands in, without the rest of the text. */
export function sentenceOf(text: string, start: number, end: number, longest = 400): string {
  let from = start;
  while (from > 0 && !STOPS.includes(text[from - 1]!)) from -= 1;
  let to = Math.max(end - 1, start);
  while (to < text.length && !STOPS.includes(text[to]!)) to += 1;
  to = Math.max(to + 1, end);
  if (to - from > longest) [from, to] = [Math.max(from, start - 100), Math.min(to, end + 100)];
  return text.slice(from, to).trim().slice(0, longest);
}

export function select(field: HTMLTextAreaElement, from: number, to: number): void {
  field.focus();
  field.setSelectionRange(from, to);
}

/** Puts words in the place of a stretch. The browser's own editing command, because only that can be undone. */
export function put(field: HTMLTextAreaElement, from: number, to: number, words: string): void {
  select(field, from, to);
  if (document.execCommand("insertText", false, words)) return;
  field.setRangeText(words, from, to, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertReplacementText", data: words }));
}

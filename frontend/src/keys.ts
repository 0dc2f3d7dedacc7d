// Keys: j and k walk [data-list], letters press [data-key], `/` searches, `?` shows them all. Never while typing.
import { composing, typing } from "./page";
import { openDialog } from "./dialog";
import { focusSearch } from "./search";

function rows(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>("[data-list] [data-row]")].filter((row) => row.offsetParent !== null);
}

function door(row: HTMLElement): HTMLElement | null {
  return row.matches("a, button") ? row : (row.querySelector<HTMLElement>("[data-open]") ?? row.querySelector<HTMLElement>("a[href], button"));
}

function walk(step: number): void {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => row.classList.contains("on"));
  const next = all[Math.min(Math.max(at + step, 0), all.length - 1)]!;
  for (const row of all) row.classList.toggle("on", row === next);
  door(next)?.focus();
  next.scrollIntoView({ block: "nearest" });
}

/** `n`, `Ctrl+Enter`: as written in data-key. */
function spelled(event: KeyboardEvent): string {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  return (event.ctrlKey || event.metaKey ? "Ctrl+" : "") + (event.altKey ? "Alt+" : "") + key;
}

function press(key: string, selector = "[data-key]"): boolean {
  const scope: ParentNode = document.querySelector("dialog[open]") ?? document;
  for (const target of scope.querySelectorAll<HTMLElement>(selector)) {
    const usable = target.offsetParent !== null && target.getAttribute("aria-disabled") !== "true";
    if (target.dataset.key !== key || !usable) continue;
    if (typing(target)) target.focus();
    else target.click();
    return true;
  }
  return false;
}

function showKeys(): void {
  const here = document.querySelector("[data-keys-here]");
  if (!here) return;
  here.replaceChildren();
  for (const target of document.querySelectorAll<HTMLElement>("[data-key]")) {
    const term = document.createElement("dt");
    const key = document.createElement("kbd");
    key.textContent = target.dataset.key ?? "";
    term.append(key);
    const words = document.createElement("dd");
    const copy = target.cloneNode(true) as HTMLElement;
    for (const shown of copy.querySelectorAll("kbd")) shown.remove();
    words.textContent = target.dataset.keyLabel ?? target.getAttribute("aria-label") ?? copy.textContent!.trim();
    here.append(term, words);
  }
  openDialog("keys");
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || composing(event) || event.repeat && event.key !== "j" && event.key !== "k") return;
  const key = spelled(event);
  if (key.startsWith("Ctrl+")) {
    if (press(key)) event.preventDefault();
    return;
  }
  if (typing(event.target) || event.altKey) return;
  if (document.querySelector("dialog[open]")) {
    if (press(key)) event.preventDefault();
    return;
  }
  if (key === "/") focusSearch();
  else if (key === "?") showKeys();
  else if (key === "j") walk(1);
  else if (key === "k") walk(-1);
  else if (!press(key)) return;
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  if ((event.target as Element).closest?.('[data-dialog="keys"]')) {
    event.preventDefault();
    showKeys();
  }
});

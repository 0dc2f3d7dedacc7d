// The search on top: `/` goes there, the list under it is walked with the arrow keys.
import { composing, say } from "./page";

const input = document.querySelector<HTMLInputElement>("[data-search]");
const list = document.getElementById("found");

function options(): HTMLElement[] {
  return list ? [...list.querySelectorAll<HTMLElement>('[role="option"]')] : [];
}

function open(shown: boolean): void {
  if (!input || !list) return;
  list.hidden = !shown;
  input.setAttribute("aria-expanded", String(shown));
  if (!shown) choose(null);
}

function choose(option: HTMLElement | null): void {
  for (const [at, other] of options().entries()) {
    other.id ||= `found-${at}`;
    other.setAttribute("aria-selected", String(other === option));
  }
  if (option) {
    input?.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  } else input?.removeAttribute("aria-activedescendant");
}

function go(option: HTMLElement): void {
  const href = option.dataset.href ?? option.querySelector("a")?.getAttribute("href");
  if (href) location.assign(href);
}

if (input && list) {
  document.addEventListener("htmx:afterSwap", (event) => {
    if ((event as CustomEvent).detail.target !== list) return;
    if (!list.childElementCount) {
      const none = document.createElement("li");
      none.className = "none";
      none.setAttribute("role", "presentation");
      none.textContent = say("none_found");
      list.append(none);
    }
    open(document.activeElement === input && input.value.trim() !== "");
    choose(null);
  });
  input.addEventListener("typed", () => {
    if (!input.value.trim()) open(false);
  });
  input.addEventListener("htmx:confirm", (event) => {
    if (!input.value.trim()) event.preventDefault();
  });
  input.addEventListener("keydown", (event) => {
    if (composing(event)) return;
    const all = options();
    const at = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      open(all.length > 0);
      const next = event.key === "ArrowDown" ? at + 1 : at <= 0 ? all.length - 1 : at - 1;
      choose(all[next % Math.max(all.length, 1)] ?? null);
    } else if (event.key === "Enter" && at >= 0) {
      event.preventDefault();
      go(all[at]!);
    } else if (event.key === "Escape") {
      if (list.hidden) input.blur();
      open(false);
    }
  });
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = (event.target as Element).closest<HTMLElement>('[role="option"]');
    if (option && !(event.target as Element).closest("a")) go(option);
  });
  input.addEventListener("blur", () => open(false));
  input.addEventListener("focus", () => open(options().length > 0 && input.value.trim() !== ""));
}

/** Puts the cursor into the search. */
export function focusSearch(): void {
  input?.focus();
  input?.select();
}

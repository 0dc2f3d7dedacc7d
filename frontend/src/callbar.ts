// The call bar: rings and waiting are counted here every second, from times the server keeps; Alt and a digit press its
// buttons, also while typing. What it shows is the server's: it is fetched again after every change.
import { announce } from "./page";

const served = Date.parse(document.querySelector<HTMLMetaElement>('meta[name="now"]')?.content ?? "");
const off = Number.isNaN(served) ? 0 : served - Date.now();

function seconds(from: string | undefined, now: number): number {
  return Math.max(0, Math.floor((now - Date.parse(from ?? "")) / 1000));
}

/** Rings as the server will count them: those ticked, else by the length the pack gives one. */
function rings(place: HTMLElement, now: number): void {
  const words = place.querySelector<HTMLElement>("[data-words]");
  if (!words) return;
  const ticks = Number(place.dataset.ticks);
  const count = ticks || Math.max(1, Math.ceil(seconds(place.dataset.rang, now) / Number(place.dataset.ringSeconds)));
  const text = (words.dataset.words ?? "").replace("{n}", String(count));
  if (words.textContent !== text) words.textContent = text;
  const late = count > Number(place.dataset.limit);
  place.classList.toggle("st-late", late);
  place.classList.toggle("st-run", !late);
}

function since(place: HTMLElement, now: number): void {
  const gone = seconds(place.dataset.since, now);
  place.textContent = `${Math.floor(gone / 60)}:${String(gone % 60).padStart(2, "0")}`;
  const limit = Number(place.dataset.limit);
  if (!limit || gone < limit) return;
  const over = place.closest("#callbar")?.querySelector<HTMLElement>("[data-over]");
  if (over?.hidden) {
    over.hidden = false;
    announce(over.innerText);
  }
}

function tick(): void {
  const bar = document.getElementById("callbar");
  if (!bar || document.hidden) return;
  const now = Date.now() + off;
  for (const place of bar.querySelectorAll<HTMLElement>("[data-rings]")) rings(place, now);
  for (const place of bar.querySelectorAll<HTMLElement>("[data-since]")) since(place, now);
}

// A nudge fetches the bar while somebody types into it: what stands there, what is open and where he is stay.
const FIELDS = "#callbar input[id]:not([type=hidden]), #callbar select[id]";
let typed: { values: Map<string, string>; focus: string; card: boolean | undefined; pop: string; now: HTMLElement | null; call: string; high: number } | null = null;

document.addEventListener("htmx:beforeSwap", (event) => {
  const detail = (event as CustomEvent).detail;
  if ((detail.target as HTMLElement)?.id !== "callbar") return;
  const nudged = detail.requestConfig?.verb === "get";
  // The card of the moment leaves the page with its open parts and running pauses, and comes back if the moment lasts.
  const now = detail.shouldSwap ? document.querySelector<HTMLElement>("#callbar .callbar-now[id]") : null;
  now?.remove();
  const fields = [...document.querySelectorAll<HTMLInputElement | HTMLSelectElement>(FIELDS)];
  typed = {
    values: new Map(nudged ? fields.map((field) => [field.id, field.value]) : []),
    focus: nudged && document.activeElement?.closest("#callbar") ? document.activeElement.id : "",
    card: document.querySelector<HTMLDetailsElement>("#callbar .callbar-card")?.open,
    pop: (nudged && document.querySelector<HTMLElement>("#callbar .callbar-pop[open] > summary")?.dataset.callKey) || "",
    now,
    call: document.getElementById("callbar")?.dataset.call ?? "",
    high: document.querySelector<HTMLElement>("#callbar .callbar-who")?.offsetHeight ?? 0,
  };
});

document.addEventListener("htmx:afterSwap", () => {
  if (!typed) return;
  if (typed.now) document.getElementById(typed.now.id)?.replaceWith(typed.now);
  for (const field of document.querySelectorAll<HTMLInputElement | HTMLSelectElement>(FIELDS)) field.value = typed.values.get(field.id) ?? field.value;
  const card = document.querySelector<HTMLDetailsElement>("#callbar .callbar-card");
  if (card && typed.card !== undefined) card.open = typed.card;
  const pop = typed.pop && document.querySelector<HTMLElement>(`#callbar summary[data-call-key="${typed.pop}"]`)?.closest("details");
  if (pop) pop.open = true;
  if (typed.focus) document.getElementById(typed.focus)?.focus();
  // The customer's card is fetched again by itself: until it is there the page below does not jump.
  const who = document.querySelector<HTMLElement>("#callbar .callbar-who");
  if (who && typed.high && document.getElementById("callbar")?.dataset.call === typed.call) {
    who.style.minHeight = `${typed.high}px`;
    window.setTimeout(() => (who.style.minHeight = ""), 1500);
  }
  typed = null;
  tick();
});

setInterval(tick, 1000);
document.addEventListener("htmx:load", tick);

document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || !/^Digit[1-5]$/.test(event.code)) return;
  const target = document.querySelector<HTMLElement>(`#callbar [data-call-key="${event.code.slice(5)}"]`);
  if (!target) return;
  event.preventDefault();
  if (target instanceof HTMLInputElement) return target.focus();
  target.click();
  target.closest("details")?.querySelector<HTMLElement>(".pop input:not([type=hidden]), .pop select, .pop button")?.focus();
});

// One thing is asked at a time, and Esc puts the question away.
document.addEventListener("toggle", (event) => {
  const opened = event.target as HTMLDetailsElement;
  if (!opened.matches?.(".callbar-pop") || !opened.open) return;
  for (const other of document.querySelectorAll<HTMLDetailsElement>(".callbar-pop[open]")) if (other !== opened) other.open = false;
}, true);
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector<HTMLDetailsElement>(".callbar-pop[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary")?.focus();
});

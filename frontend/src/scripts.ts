// Script cards: a line goes into the answer, pauses are counted and say what to do when they end.
import { announce, eachContent } from "./page";

const AGAIN = 30_000; // what comes up by the clock is asked for this often
const running = new WeakMap<HTMLElement, number>();

function put(line: HTMLElement): void {
  const box = document.querySelector<HTMLTextAreaElement>("#text");
  if (!box) return;
  const words = line.dataset.scriptLine ?? "";
  const before = box.value.slice(0, box.selectionStart);
  const gap = before && !/\s$/.test(before) ? "\n" : "";
  box.setRangeText(gap + words, box.selectionStart, box.selectionEnd, "end");
  box.dispatchEvent(new Event("input", { bubbles: true })); // the draft is kept
  box.focus();
  announce(line.dataset.scriptDone ?? "");
}

function stop(place: HTMLElement): void {
  const timer = running.get(place);
  if (timer !== undefined) window.clearInterval(timer);
  running.delete(place);
  delete place.dataset.running;
}

function tell(place: HTMLElement, words: string): void {
  const told = place.querySelector<HTMLElement>("[data-script-told]");
  if (told && told.textContent !== words) told.textContent = words;
}

/** Counts one pause; when it ends its step is marked, its words are said, and the clerk starts the next. */
function start(place: HTMLElement): void {
  stop(place);
  const steps = [...place.querySelectorAll<HTMLElement>("[data-script-step]")];
  let at = steps.findIndex((step) => !step.classList.contains("done"));
  if (at < 0) {
    for (const step of steps) step.classList.remove("done", "on");
    at = 0;
  }
  const step = steps[at];
  if (!step) return;
  for (const each of steps) each.classList.toggle("on", each === step);
  const ends = Date.now() + Number(step.dataset.scriptStep ?? "0") * 1000;
  const count = step.querySelector<HTMLElement>(".num");
  const whole = step.dataset.whole ?? count?.textContent ?? "";
  step.dataset.whole = whole;
  place.dataset.running = "";
  const tick = (): void => {
    if (!place.isConnected) return stop(place);
    const left = Math.ceil((ends - Date.now()) / 1000);
    if (count) count.textContent = left > 0 ? (place.dataset.scriptLeft ?? "{s}").replace("{s}", String(left)) : whole;
    if (left > 0) return;
    stop(place);
    step.classList.add("done");
    // Only the end is read aloud, once: a voice that counts would talk over the customer.
    tell(place, step.querySelector("[data-script-then]")?.textContent ?? "");
  };
  tell(place, "");
  running.set(place, window.setInterval(tick, 200));
  tick();
}

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  const line = target.closest?.<HTMLElement>("[data-script-line]");
  if (line) put(line);
  const place = target.closest?.("[data-script-start]")?.closest<HTMLElement>("[data-script-timer]");
  if (place) start(place);
});

// A card the clerk has just asked for, because a silence began: it counts from then.
eachContent((root) => {
  for (const place of root.querySelectorAll<HTMLElement>("[data-script-running]")) {
    delete place.dataset.scriptRunning;
    start(place);
  }
});

// The panel is left alone while a pause runs, or somebody reads or types in it.
window.setInterval(() => {
  const panel = document.querySelector<HTMLElement>("[data-scripts-panel]");
  if (!panel || document.hidden || panel.contains(document.activeElement) || panel.querySelector("[data-running]")) return;
  if (panel.querySelector<HTMLInputElement>("#script-q")?.value) return;
  panel.dispatchEvent(new CustomEvent("again"));
}, AGAIN);

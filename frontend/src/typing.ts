// Passing signals on a conversation: who types, what has been read. They come and go by the live socket, and are no record.
import { announce, say } from "./page";
import { whisper } from "./live";

interface Whisper {
  topic: string;
  kind: "typing" | "seen" | "sync";
  by: string;
  number: number;
}

const EVERY = 3000;
const HOLDS = 6000;
const shown = new Map<string, number>();
let told = 0;
let read = 0;

function place(): HTMLElement | null {
  return document.querySelector<HTMLElement>("[data-typing]");
}

function topic(): string {
  return place()?.dataset.typing ?? "";
}

function show(): void {
  const line = place();
  if (!line) return;
  const names = [...shown.keys()].map((by) => (by === "customer" ? say("customerTypes") : say("colleagueTypes", { number: by })));
  const sentence = names.join(" · ");
  if (line.textContent === sentence) return;
  line.textContent = sentence;
  line.hidden = !sentence;
}

function typed(by: string): void {
  if (!shown.has(by) && by !== "customer") announce(say("colleagueTypes", { number: by }));
  window.clearTimeout(shown.get(by));
  shown.set(
    by,
    window.setTimeout(() => {
      shown.delete(by);
      show();
    }, HOLDS),
  );
  show();
}

/** The customer has read up to this message: the marks of ours below it. */
function seenUpTo(number: number): void {
  for (const mark of document.querySelectorAll<HTMLElement>("[data-read-mark]")) {
    if (Number(mark.dataset.readMark) <= number && !mark.textContent) mark.textContent = say("readByCustomer");
  }
}

const SYNC_PAUSE = 700;
let syncTimer = 0;

/**
 * What a visitor shows has moved on: asked for at most so often, and the last time always. htmx's own throttle would
 * drop every other event of the element meanwhile, the one that ends it among them.
 */
function shownAgain(): void {
  syncTimer ||= window.setTimeout(() => {
    syncTimer = 0;
    document.querySelector("[data-sync]")?.dispatchEvent(new CustomEvent("sync"));
  }, SYNC_PAUSE);
}

document.addEventListener("whisper", (event) => {
  const heard = (event as CustomEvent<Whisper>).detail;
  if (heard.topic !== topic()) return;
  if (heard.kind === "sync") shownAgain();
  else if (heard.kind === "typing") typed(heard.by);
  else if (heard.by === "customer") seenUpTo(heard.number);
});

/** What stands on the page, with the page before somebody's eyes, has been read. */
function reading(): void {
  const last = Number(document.querySelector<HTMLInputElement>("#thread input[name=seen]")?.value ?? 0);
  if (!topic() || document.hidden || last <= read) return;
  if (whisper(topic(), "seen", last)) read = last;
}

document.addEventListener("input", (event) => {
  const field = event.target as HTMLElement;
  if (!topic() || !field.closest("form[data-answers]") || Date.now() - told < EVERY) return;
  if (whisper(topic(), "typing", 0)) told = Date.now();
});
document.addEventListener("htmx:afterSettle", () => {
  shown.delete("customer"); // his words are there
  show();
  reading();
});
document.addEventListener("visibilitychange", reading);
document.addEventListener("live:open", reading);

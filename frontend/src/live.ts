// Nudges: the server says that something with a topic changed; what shows it asks again (hx-trigger="live").
import { announce, say } from "./page";

const FIRST = 1000;
const LAST = 30000;
const MOST = 60;
let socket: WebSocket | null = null;
let since: number | null = null; // nothing heard yet: the server starts from its last number
let wait = FIRST;
let asked = "";
let lost = 0;
const again = new Set<string>(); // topics nudged while their place was being fetched

function topics(): string[] {
  const named = [...document.querySelectorAll<HTMLElement>("[data-live]")].flatMap((place) => (place.dataset.live ?? "").split(/\s+/));
  // The server takes no more than this on one socket; a longer list is refreshed when it is opened again.
  return [...new Set(named.filter(Boolean))].sort().slice(0, MOST);
}

function ask(): void {
  const wanted = JSON.stringify({ topics: topics(), since });
  if (socket?.readyState === WebSocket.OPEN) {
    socket.send(wanted);
    asked = topics().join(" ");
  }
}

function nudge(topic: string): void {
  for (const place of document.querySelectorAll<HTMLElement>("[data-live]")) {
    if (!(place.dataset.live ?? "").split(/\s+/).includes(topic)) continue;
    // What is being fetched may be older than this, and what waits at a place goes with it when it is replaced.
    if (place.classList.contains("htmx-request")) again.add(topic);
    else place.dispatchEvent(new CustomEvent("live", { bubbles: false }));
  }
}

function nudgeAgain(): void {
  const missed = [...again];
  again.clear();
  for (const topic of missed) nudge(topic);
}

/** An answer is {"number": 12, "topics": ["case:12"]}: the last sealed number, and what was touched up to it. */
function hear(data: string): void {
  const told = JSON.parse(data) as { number: number; topics: string[]; whispers?: unknown[] };
  if (since === null) catchUp();
  since = Math.max(since ?? 0, told.number);
  for (const topic of told.topics) nudge(topic);
  for (const detail of told.whispers ?? []) document.dispatchEvent(new CustomEvent("whisper", { detail }));
}

/** Gives a passing signal about a topic; false when there is no socket to give it by. */
export function whisper(topic: string, kind: string, number: number): boolean {
  if (socket?.readyState !== WebSocket.OPEN) return false;
  socket.send(JSON.stringify({ whisper: topic, kind, number }));
  return true;
}

/** Where a word missed is a person left waiting: what was said between the page's making and this socket is asked for. */
function catchUp(): void {
  for (const place of document.querySelectorAll("[data-live-soon]")) place.dispatchEvent(new CustomEvent("live", { bubbles: false }));
}

function connect(): void {
  if (!topics().length) return;
  socket = new WebSocket(`${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/live/`);
  socket.addEventListener("open", () => {
    wait = FIRST;
    if (lost > 2) announce(say("online"));
    lost = 0;
    banner(false);
    ask();
    document.dispatchEvent(new CustomEvent("live:open"));
  });
  socket.addEventListener("message", (event) => hear(String(event.data)));
  socket.addEventListener("close", (event) => {
    socket = null;
    // 1008: signed out, or not ours to hear. Asking again would not help.
    if (event.code === 1008) return;
    lost += 1;
    if (!navigator.onLine) banner(true);
    setTimeout(connect, wait * (0.75 + Math.random() / 2));
    wait = Math.min(wait * 2, LAST);
  });
}

function banner(shown: boolean): void {
  let note = document.querySelector<HTMLElement>(".sw-offline");
  if (!note && shown) {
    note = document.createElement("div");
    note.className = "sw-offline note note-soon";
    note.setAttribute("role", "status");
    document.body.append(note);
  }
  if (!note) return;
  note.hidden = !shown;
  note.textContent = shown ? say("offline") : "";
}

for (const end of ["htmx:afterSettle", "htmx:sendError", "htmx:responseError"]) document.addEventListener(end, nudgeAgain);
document.addEventListener("htmx:load", () => {
  if (!socket) return;
  if (topics().join(" ") !== asked) ask();
});
window.addEventListener("offline", () => banner(true));
window.addEventListener("online", () => {
  banner(false);
  wait = FIRST;
  if (!socket) connect();
});

connect();

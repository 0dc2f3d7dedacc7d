// The inbox: signs of life while somebody is at his desk, and what happens when a colleague takes the thread he reads.
import { csrf, eachContent } from "./page";

const BEAT = 60_000;
let beaten = 0;

function here(): boolean {
  const plate = document.querySelector<HTMLElement>("[data-presence]");
  return plate !== null && plate.dataset.presence !== "away";
}

/** At most once a minute, and only when somebody touched the page: an open page alone is an empty chair. */
function beat(): void {
  const now = Date.now();
  if (now - beaten < BEAT || !here()) return;
  beaten = now;
  void fetch("/conversations/presence/beat/", { method: "POST", headers: { "X-CSRFToken": csrf() } }).catch(() => {
    beaten = 0;
  });
}

for (const kind of ["pointerdown", "keydown", "wheel"]) document.addEventListener(kind, beat, { passive: true });

let could: string | undefined;

/** Who may answer has changed while the page stood: the composer follows, and nothing typed is thrown away. What the
 * page came with is right by itself, also where nobody writes (a call): only a change fetches it again. */
function follow(thread: HTMLElement): void {
  const can = thread.dataset.can;
  could ??= can;
  if (can === could) return;
  could = can;
  const form = document.querySelector<HTMLFormElement>("form#answer");
  if ((can === "yes") === (form !== null)) return;
  const text = form?.querySelector("textarea")?.value.trim() ?? "";
  if (!text) {
    location.reload();
    return;
  }
  form?.querySelector<HTMLElement>("[data-taken]")?.removeAttribute("hidden");
  form?.querySelector("button.btn-primary")?.setAttribute("aria-disabled", "true");
}

function toTheEnd(): void {
  const said = document.querySelector<HTMLElement>("#thread .msgs");
  if (said) said.scrollTop = said.scrollHeight;
}

// What was said gives way to what is written: who reads the end keeps the end in sight, who reads further up is left there.
let atEnd = true;
const room = new ResizeObserver(() => {
  if (atEnd) toTheEnd();
});
document.addEventListener(
  "scroll",
  ({ target }) => {
    if (target instanceof HTMLElement && target.matches("#thread .msgs")) atEnd = target.scrollHeight - target.scrollTop - target.clientHeight < 24;
  },
  { capture: true, passive: true },
);

let length = 0;
eachContent(() => {
  const thread = document.querySelector<HTMLElement>("#thread");
  if (!thread) return;
  const now = thread.querySelectorAll(".msg").length;
  if (now !== length) toTheEnd();
  length = now;
  room.disconnect();
  const said = thread.querySelector(".msgs");
  if (said) room.observe(said);
  follow(thread);
});

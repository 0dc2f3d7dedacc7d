// Clocks go on ticking where the server left them: same words, same tones, same ring (templatetags/shouwen.py).
import { icon, say } from "./page";

const RING = 2 * Math.PI * 8;
const SOON = 30 * 60;
const DAY = 86400;

function span(seconds: number): string {
  const whole = Math.floor(Math.abs(seconds));
  if (whole < 60) return say("seconds", { s: whole });
  const days = Math.floor(whole / DAY);
  const hours = Math.floor((whole % DAY) / 3600);
  if (!days) return `${hours}:${String(Math.floor((whole % 3600) / 60)).padStart(2, "0")}`;
  return hours ? say("days_hours", { d: days, h: hours }) : say("days", { d: days });
}

function tick(clock: HTMLElement, now: number): void {
  const due = Date.parse(clock.dataset.due!);
  const start = clock.dataset.start ? Date.parse(clock.dataset.start) : NaN;
  const left = (due - now) / 1000;
  const known = start < due;
  const share = Math.min(Math.max(left / (known ? (due - start) / 1000 : DAY), 0), 1);
  const tone = left <= 0 ? "late" : left < SOON || (known && share < 0.25) ? "soon" : left >= DAY ? "calm" : "run";
  const words = say(left <= 0 ? "late" : "left", { t: span(left) });
  const text = clock.querySelector(".t");
  if (text && text.textContent !== words && !("fixed" in clock.dataset)) text.textContent = words;
  if (!clock.classList.contains(`cd-${tone}`)) {
    clock.classList.remove("cd-late", "cd-soon", "cd-run", "cd-calm");
    clock.classList.add(`cd-${tone}`);
  }
  const ring = clock.querySelector(".fg");
  if (left > 0) ring?.setAttribute("stroke-dasharray", `${(share * RING).toFixed(1)} ${RING.toFixed(2)}`);
  else if (ring) clock.querySelector("svg")?.replaceWith(icon("alert-octagon"));
}

// The server's clock is the truth; the page tells how far this machine's is off.
const served = Date.parse(document.querySelector<HTMLMetaElement>('meta[name="now"]')?.content ?? "");
const off = Number.isNaN(served) ? 0 : served - Date.now();

setInterval(() => {
  if (document.hidden) return;
  const now = Date.now() + off;
  for (const clock of document.querySelectorAll<HTMLElement>(".cd[data-due]")) tick(clock, now);
}, 1000);

// Suggestions beside a thread: the customer's last words go to the server in the body, never in an address; a standard
// answer is put into the composer with one click, and the version it comes from goes along with what is sent.
import htmx from "htmx.org";
import { announce, csrf, eachContent, say } from "./page";

const PAUSE = 400;
let asked = "";
let timer = 0;

function lastWords(): string {
  const said = document.querySelectorAll<HTMLElement>("#thread .msg:not(.me):not(.aside) .bub > .pre");
  return (said[said.length - 1]?.innerText ?? "").trim().slice(0, 2000);
}

async function ask(panel: HTMLElement): Promise<void> {
  const text = lastWords();
  const spot = panel.querySelector<HTMLElement>("[data-suggested]");
  if (!spot || text === asked) return;
  asked = text;
  const body = new URLSearchParams({ text, brand: panel.dataset.brand ?? "" });
  try {
    const answer = await fetch(panel.dataset.suggestions!, { method: "POST", body, headers: { "X-CSRFToken": csrf(), "HX-Request": "true" } });
    if (!answer.ok) throw new Error(String(answer.status));
    spot.innerHTML = await answer.text();
    htmx.process(spot);
  } catch {
    asked = ""; // asked again with the next nudge
  }
}

function soon(): void {
  const panel = document.querySelector<HTMLElement>("[data-suggestions]");
  if (!panel) return;
  clearTimeout(timer);
  timer = window.setTimeout(() => void ask(panel), PAUSE);
}

function remember(form: HTMLFormElement, version: string, name: string): void {
  const place = form.querySelector<HTMLElement>("[data-cites]");
  if (!place || place.querySelector(`input[value="${CSS.escape(version)}"]`)) return;
  const tag = document.createElement("button");
  tag.type = "button";
  tag.className = "tag";
  tag.dataset.uncite = "";
  tag.textContent = `${say("cites", { name })} ×`;
  const hidden = document.createElement("input");
  hidden.type = "hidden";
  hidden.name = "cites";
  hidden.value = version;
  tag.append(hidden);
  place.append(tag);
}

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  target.closest?.("[data-uncite]")?.remove();
  const button = target.closest?.<HTMLElement>("[data-insert]");
  const box = document.querySelector<HTMLTextAreaElement>("textarea#text");
  if (!button || !box) return;
  const { selectionStart: from, selectionEnd: to, value } = box;
  const before = value.slice(0, from);
  const gap = before && !before.endsWith("\n") ? "\n" : "";
  box.value = `${before}${gap}${button.dataset.insert ?? ""}${value.slice(to)}`;
  box.selectionStart = box.selectionEnd = (before + gap + (button.dataset.insert ?? "")).length;
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
  if (box.form && button.dataset.cite) remember(box.form, button.dataset.cite, button.dataset.citeName ?? "");
  announce(say("inserted"));
});

eachContent(() => soon());

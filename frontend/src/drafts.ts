// Nothing typed is lost: form[data-draft="place"] is kept on the server as it is written, and in this browser tab
// while the line is down. The server gives what it kept in data-draft-content.
import { clockTime, csrf, eachContent, icon, say } from "./page";

type Content = Record<string, string | string[]>;
const SKIP = new Set(["csrfmiddlewaretoken", "once", "password", "code"]);
const unsaved = new Set<HTMLFormElement>();

function content(form: HTMLFormElement): Content {
  const kept: Content = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== "string" || SKIP.has(name)) continue;
    const before = kept[name];
    kept[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  }
  return kept;
}

function restore(form: HTMLFormElement, kept: Content): boolean {
  let changed = false;
  for (const [name, value] of Object.entries(kept)) {
    const wanted = new Set(Array.isArray(value) ? value : [value]);
    for (const field of form.querySelectorAll<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>(`[name="${CSS.escape(name)}"]`)) {
      if (field instanceof HTMLInputElement && ["hidden", "file", "password"].includes(field.type)) continue;
      if (field instanceof HTMLInputElement && ["radio", "checkbox"].includes(field.type)) {
        changed ||= field.checked !== wanted.has(field.value);
        field.checked = wanted.has(field.value);
      } else if (typeof value === "string" && field.value !== value) {
        field.value = value;
        changed = true;
      }
    }
  }
  if (changed) form.dispatchEvent(new CustomEvent("restored", { bubbles: true }));
  return changed;
}

function tell(form: HTMLFormElement, words: string, bad = false): void {
  const place = CSS.escape(form.dataset.draft!);
  let spot = document.querySelector<HTMLElement>(`[data-draft-state="${place}"]`) ?? form.querySelector<HTMLElement>("[data-draft-state]");
  if (!spot) {
    spot = document.createElement("div");
    spot.dataset.draftState = form.dataset.draft!;
    form.append(spot);
  }
  spot.classList.add("draft-state");
  spot.classList.toggle("bad", bad);
  spot.setAttribute("role", "status");
  spot.replaceChildren(icon(bad ? "wifi-off" : "device-floppy"), words);
}

function aside(place: string, kept: Content | null): void {
  try {
    if (kept) sessionStorage.setItem(`draft:${place}`, JSON.stringify(kept));
    else sessionStorage.removeItem(`draft:${place}`);
  } catch {
    // Full or forbidden: the server's copy is the one that counts.
  }
}

async function save(form: HTMLFormElement): Promise<void> {
  const place = form.dataset.draft!;
  const kept = content(form);
  const body = JSON.stringify({ place, content: kept, csrf: csrf() });
  try {
    const answer = await fetch("/drafts/", {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrf() },
      body,
    });
    const said = (await answer.json()) as { saved_at?: string; sentence?: string };
    if (!answer.ok) {
      aside(place, kept);
      tell(form, said.sentence ?? say("draft_failed"), true);
      return;
    }
    // Typed on meanwhile? Then it is still unsaved, and its own timer runs.
    if (JSON.stringify(content(form)) === JSON.stringify(kept)) unsaved.delete(form);
    aside(place, null);
    tell(form, say("draft_saved", { t: clockTime(said.saved_at ? new Date(said.saved_at) : undefined) }));
  } catch {
    // The line is down, or what answered is not us.
    aside(place, kept);
    tell(form, say("draft_failed"), true);
  }
}

eachContent((root) => {
  for (const form of root.querySelectorAll<HTMLFormElement>("form[data-draft]")) {
    if ("draftOn" in form.dataset) continue;
    form.dataset.draftOn = "";
    let timer = 0;
    let sent = false;
    const later = (event?: Event): void => {
      // Leaving the page after it was sent fires `change` once more: that is no new writing.
      if (sent && event?.type === "change") return;
      sent = false;
      unsaved.add(form);
      clearTimeout(timer);
      timer = window.setTimeout(() => void save(form), 800);
    };
    const kept = form.dataset.draftContent || sessionStorage.getItem(`draft:${form.dataset.draft}`);
    if (kept && restore(form, JSON.parse(kept) as Content)) tell(form, say("draft_restored"));
    form.addEventListener("input", later);
    form.addEventListener("change", later);
    form.addEventListener("submit", () => {
      clearTimeout(timer);
      sent = true;
      unsaved.delete(form);
    });
    form.addEventListener("htmx:afterRequest", (event) => {
      const { successful, elt } = (event as CustomEvent).detail;
      if (elt !== form) return;
      if (successful) aside(form.dataset.draft!, null);
      else later(event);
    });
  }
});

window.addEventListener("online", () => {
  for (const form of unsaved) if (form.isConnected) void save(form);
});

window.addEventListener("beforeunload", (event) => {
  if ([...unsaved].some((form) => form.isConnected)) event.preventDefault();
});

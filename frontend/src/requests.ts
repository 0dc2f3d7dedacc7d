// htmx, held to our rules: no code from strings, no inline style, our own host, no personal data in local storage.
import htmx from "htmx.org";
import { announce, csrf, say } from "./page";

Object.assign(htmx.config, {
  allowEval: false,
  includeIndicatorStyles: false,
  selfRequestsOnly: true,
  historyCacheSize: 0,
  refreshOnHistoryMiss: true,
  scrollIntoViewOnBoost: false,
});

document.addEventListener("htmx:configRequest", (event) => {
  (event as CustomEvent).detail.headers["X-CSRFToken"] = csrf();
});

// A refusal says itself where the server wants it (HX-Retarget); a form with errors comes back as itself (422);
// any other failure leaves the page as it is and says so, so that nothing typed is lost.
document.addEventListener("htmx:beforeSwap", (event) => {
  const detail = (event as CustomEvent).detail;
  const answer = detail.xhr as XMLHttpRequest;
  if (answer.status < 400) {
    if (wanted(detail.requestConfig)) for (const place of document.querySelectorAll("#refusal, .refusal-here")) place.replaceChildren();
    return;
  }
  const told = answer.status === 422 || answer.getResponseHeader("HX-Retarget") !== null;
  detail.shouldSwap = told;
  if (told) {
    // A modal dialog hides the page's place for refusals, so it gets one of its own.
    if (detail.target?.id === "refusal") detail.target = spot();
    return;
  }
  if (!wanted(detail.requestConfig)) return;
  const number = answer.getResponseHeader("X-Request-ID");
  if (answer.status === 403 || answer.status === 401) refuse(say("forbidden"));
  else if (answer.status === 404) refuse(say("gone"));
  else refuse(number ? say("failed_number", { n: number }) : say("failed"));
});

document.addEventListener("htmx:afterSwap", (event) => {
  const target = (event as CustomEvent).detail.target as HTMLElement;
  if (target.matches("#refusal, .refusal-here") && target.childElementCount) target.scrollIntoView({ block: "nearest" });
});

document.addEventListener("htmx:sendError", (event) => {
  if (wanted((event as CustomEvent).detail.requestConfig)) refuse(say("offline"));
});

/** Did a person ask for this? The bell and the counts ask by themselves, and fail without a word. */
function wanted(request?: { verb?: string; triggeringEvent?: Event }): boolean {
  if (request?.verb !== "get") return true;
  return ["click", "submit", "change", "keydown"].includes(request.triggeringEvent?.type ?? "");
}

function spot(): HTMLElement | null {
  const page = document.getElementById("refusal");
  const dialog = document.querySelector("dialog[open]");
  if (!dialog || !page || dialog.contains(page)) return page;
  let place = dialog.querySelector<HTMLElement>(".refusal-here");
  if (!place) {
    place = document.createElement("div");
    place.className = "refusal-here";
    place.setAttribute("role", "alert");
    dialog.querySelector(":scope > header, :scope > form > header")?.after(place);
    if (!place.isConnected) dialog.prepend(place);
  }
  return place;
}

function refuse(sentence: string): void {
  const place = spot();
  if (!place) return;
  const note = document.createElement("div");
  note.className = "note note-late";
  const words = document.createElement("div");
  words.className = "grow";
  words.textContent = sentence;
  note.append(words);
  place.replaceChildren(note);
  place.scrollIntoView({ block: "nearest" });
  announce(sentence);
}

export default htmx;

// The drawer: opens when htmx fills it, takes the focus with it, gives it back when closed.
import { composing, say } from "./page";

let opener: HTMLElement | null = null;

function close(drawer: HTMLElement): void {
  drawer.classList.remove("open");
  drawer.replaceChildren();
  if (opener?.isConnected) opener.focus();
  opener = null;
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, target } = (event as CustomEvent).detail as { elt: HTMLElement; target: HTMLElement };
  if (!target?.matches?.("[data-drawer]")) return;
  if (!target.contains(elt)) opener = elt;
  if (!target.classList.contains("open")) {
    const waiting = document.createElement("div");
    waiting.className = "waiting meta";
    waiting.textContent = say("loading");
    target.replaceChildren(waiting);
    target.classList.add("open");
  }
});

// Closed while its answer was on the way: it stays closed.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { detail } = event as CustomEvent<{ target?: HTMLElement; shouldSwap: boolean }>;
  if (detail.target?.matches?.("[data-drawer]:not(.open)")) detail.shouldSwap = false;
});

document.addEventListener("htmx:afterSettle", (event) => {
  const target = (event as CustomEvent).detail.target as HTMLElement;
  if (!target?.matches?.("[data-drawer].open")) return; // closed again since the swap
  const title = target.querySelector<HTMLElement>("h2");
  if (title) title.tabIndex = -1;
  (title ?? target).focus();
});

// What cannot be fetched leaves no empty drawer behind; requests.ts has said why.
for (const failure of ["htmx:responseError", "htmx:sendError"]) {
  document.addEventListener(failure, (event) => {
    const target = (event as CustomEvent).detail.target as HTMLElement | undefined;
    if (target?.matches?.("[data-drawer]")) close(target);
  });
}

document.addEventListener("click", (event) => {
  const button = (event.target as Element).closest?.("[data-drawer-close]");
  const drawer = button?.closest<HTMLElement>("[data-drawer]");
  if (!drawer) return;
  event.preventDefault();
  close(drawer);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || composing(event) || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  const drawer = document.querySelector<HTMLElement>("[data-drawer].open");
  if (!drawer) return;
  event.preventDefault();
  close(drawer);
});

// `typed`: the input event that waits for the input method. Use hx-trigger="typed delay:150ms" on [data-typed].

function tell(target: EventTarget | null): void {
  if (target instanceof HTMLElement && target.closest("[data-typed]")) {
    target.dispatchEvent(new CustomEvent("typed", { bubbles: true }));
  }
}

document.addEventListener("input", (event) => {
  if (!(event as InputEvent).isComposing) tell(event.target);
});
document.addEventListener("compositionend", (event) => tell(event.target));

// Dialogs: [data-dialog="id"] opens, [data-dialog-close] closes; htmx content put into #dialog opens it.

/** Opens a <dialog> as modal; the browser keeps the focus inside and gives it back. */
export function openDialog(id: string): void {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  const opener = target.closest?.<HTMLElement>("[data-dialog]");
  if (opener?.dataset.dialog) {
    event.preventDefault();
    openDialog(opener.dataset.dialog);
    return;
  }
  const dialog = target.closest?.("dialog");
  if (target.closest?.("[data-dialog-close]")) dialog?.close();
  else if (target === dialog && outside(dialog, event)) dialog.close();
});

/** A click on the backdrop is a click on the dialog itself, outside its box. */
function outside(dialog: HTMLDialogElement, event: MouseEvent): boolean {
  const box = dialog.getBoundingClientRect();
  return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
}

document.addEventListener("htmx:afterSettle", (event) => {
  const target = (event as CustomEvent).detail.target as HTMLElement;
  if (target?.id === "dialog" && target.childElementCount) openDialog("dialog");
});

// An answer with `HX-Trigger: dialog-close` ends the matter.
document.addEventListener("dialog-close", () => {
  for (const dialog of document.querySelectorAll<HTMLDialogElement>("dialog[open]")) dialog.close();
});

// A table of rules under the keyboard: arrows walk the cells, F2 or Enter changes one, Ctrl+arrows move the row, Esc gives up.
import { composing, eachContent } from "./page";

let back = ""; // id of the cell that had the focus, to find it again in the table that comes back

function cells(row: Element | null): HTMLElement[] {
  return row ? [...row.querySelectorAll<HTMLElement>("[data-cell]")] : [];
}

function walk(cell: HTMLElement, key: string): HTMLElement | undefined {
  const row = cell.closest("tr")!;
  const line = cells(row);
  const at = line.indexOf(cell);
  if (key === "ArrowLeft" || key === "ArrowRight") return line[at + (key === "ArrowLeft" ? -1 : 1)];
  let next = key === "ArrowUp" ? row.previousElementSibling : row.nextElementSibling;
  while (next && !cells(next).length) next = key === "ArrowUp" ? next.previousElementSibling : next.nextElementSibling;
  return cells(next)[at];
}

document.addEventListener("keydown", (event) => {
  const target = event.target as HTMLElement;
  if (composing(event) || !target.closest?.("[data-rules]")) return;
  if (event.key === "Escape") {
    const cancel = target.closest("form")?.querySelector<HTMLElement>("[data-cancel]");
    if (!cancel) return;
    event.preventDefault();
    cancel.click();
    return;
  }
  const cell = target.closest<HTMLElement>("[data-cell]");
  if (!cell || event.altKey || event.shiftKey) return;
  if (event.ctrlKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
    event.preventDefault();
    const place = cell.closest("td")!.id.split("-");
    back = `cell-${Number(place[1]) + (event.key === "ArrowUp" ? -1 : 1)}-${place[2]}`;
    cell.closest("tr")!.querySelector<HTMLElement>(event.key === "ArrowUp" ? "[data-up]" : "[data-down]")?.click();
  } else if (event.key === "F2") {
    event.preventDefault();
    cell.click();
  } else if (event.key.startsWith("Arrow") && !event.ctrlKey) {
    const next = walk(cell, event.key);
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
});

document.addEventListener("click", (event) => {
  const target = event.target as HTMLElement;
  if (target.closest?.("[data-close-row]")) target.closest("tr")?.remove();
  if (target.closest?.("[data-row-form]")) document.getElementById("row-form")?.remove();
  const place = target.closest?.("[data-rules] td[id]");
  if (place && target.closest("[data-cell], [data-cancel]")) back = place.id;
});

// The table comes back whole after a change: the focus goes where it was, a form that opened gets it.
eachContent((root) => {
  const first = root.querySelector<HTMLElement>("[data-first], #row-form input:not([type=hidden])");
  if (first) {
    first.focus();
    if (first instanceof HTMLInputElement && first.type === "text") first.select();
    return;
  }
  if (!back || !document.querySelector("[data-rules]")) return;
  const cell = document.getElementById(back)?.querySelector<HTMLElement>("[data-cell]");
  if (cell && (document.activeElement === document.body || document.activeElement === null)) {
    cell.focus();
    back = "";
  }
});

// Pop-up menus close on Esc and on a click elsewhere; on a phone the side menu slides in.
import { composing } from "./page";

const side = document.getElementById("side");
const veil = document.querySelector<HTMLElement>("[data-menu-veil]");
const button = document.querySelector<HTMLElement>("[data-menu]");

function slide(open: boolean): void {
  side?.classList.toggle("open", open);
  if (veil) veil.hidden = !open;
  button?.setAttribute("aria-expanded", String(open));
  if (open) side?.querySelector<HTMLElement>("a[aria-current], .sw-nav a")?.focus();
  else button?.focus();
}

button?.addEventListener("click", () => slide(!side?.classList.contains("open")));
veil?.addEventListener("click", () => slide(false));

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll<HTMLDetailsElement>("details[data-menu-popup][open]")) {
    const target = event.target as Element;
    if (!menu.contains(target) || target.closest(".pop a")) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || composing(event)) return;
  const menu = document.querySelector<HTMLDetailsElement>("details[data-menu-popup][open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary")?.focus();
    event.preventDefault();
  } else if (side?.classList.contains("open")) {
    slide(false);
    event.preventDefault();
  }
});

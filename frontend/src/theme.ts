// Light or dark: remembered on this machine. theme.js has set it before the first paint.
import { icon, say } from "./page";

const root = document.documentElement;

function show(): void {
  const dark = root.dataset.bsTheme === "dark";
  for (const button of document.querySelectorAll<HTMLElement>("[data-theme-switch]")) {
    const sign = icon(dark ? "sun" : "moon");
    sign.classList.add("icon-l");
    if (!button.dataset.words) button.querySelector("svg")?.replaceWith(sign);
    if (!button.textContent?.trim()) button.setAttribute("aria-label", say(dark ? "theme_light" : "theme_dark"));
  }
}

document.addEventListener("click", (event) => {
  if (!(event.target as Element).closest?.("[data-theme-switch]")) return;
  root.dataset.bsTheme = root.dataset.bsTheme === "dark" ? "light" : "dark";
  try {
    localStorage.setItem("theme", root.dataset.bsTheme);
  } catch {
    // Storage may be forbidden; the choice then lasts for this page.
  }
  show();
});

show();

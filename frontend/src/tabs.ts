// The row of open pages: kept in this browser tab only, forgotten at sign-out. A page may name itself with
// [data-tab-title]; [data-no-tab] on it keeps it out of the row.
import { icon, say } from "./page";

interface Tab {
  href: string;
  title: string;
}

const KEY = "open-pages";
const MOST = 7;
const person = document.body.dataset.person ?? "";
// Titles are words of one language: another language begins a row of its own.
const language = document.documentElement.lang;
const row = document.querySelector<HTMLElement>("[data-tabs]");

function read(): Tab[] {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null") as { person: string; language: string; tabs: Tab[] } | null;
    return kept?.person === person && kept.language === language ? kept.tabs : [];
  } catch {
    return [];
  }
}

function keep(tabs: Tab[]): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ person, language, tabs }));
  } catch {
    // Without storage there is only the page one is on.
  }
}

function draw(tabs: Tab[]): void {
  row!.replaceChildren(
    ...tabs.map((tab) => {
      const box = document.createElement("span");
      box.className = "tab";
      const link = document.createElement("a");
      link.href = tab.href;
      const words = document.createElement("span");
      words.className = "clip";
      words.textContent = tab.title;
      link.title = tab.title;
      link.append(words);
      const here = tab.href === location.pathname;
      if (here) link.setAttribute("aria-current", "page");
      box.append(link);
      if (tabs.length > 1) {
        const button = document.createElement("button");
        button.type = "button";
        button.setAttribute("aria-label", say("close_tab", { title: tab.title }));
        button.append(icon("x"));
        button.addEventListener("click", () => shut(tab, here));
        box.append(button);
      }
      return box;
    }),
  );
}

function shut(tab: Tab, here: boolean): void {
  const before = read();
  const at = before.findIndex((other) => other.href === tab.href);
  const rest = before.filter((other) => other.href !== tab.href);
  keep(rest);
  const next = rest[Math.min(at, rest.length - 1)];
  if (here && next) location.assign(next.href);
  else draw(rest);
}

if (document.body.hasAttribute("data-plain")) {
  sessionStorage.removeItem(KEY);
} else if (row) {
  const tabs = read();
  if (!document.querySelector("[data-no-tab]")) {
    const named = document.querySelector<HTMLElement>("[data-tab-title]")?.dataset.tabTitle;
    const title = named || document.title.replace(/ · [^·]*$/, "");
    const known = tabs.find((tab) => tab.href === location.pathname);
    if (known) known.title = title;
    else tabs.push({ href: location.pathname, title });
  }
  while (tabs.length > MOST) tabs.splice(tabs.findIndex((tab) => tab.href !== location.pathname), 1);
  keep(tabs);
  draw(tabs);
}

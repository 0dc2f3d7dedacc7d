// The one script a site puts on its pages: <script src="https://HOST/chat/widget.js" data-channel="KEY" async></script>
import { Chat } from "./chat";
import { el } from "./dom";
import { newOnce } from "./outbox";
import { Server } from "./server";
import { Shell } from "./shell";
import { Store } from "./store";
import style from "./widget.css?inline";

const script = document.currentScript as HTMLScriptElement | null;

function ready(): Promise<void> {
  if (document.readyState !== "loading") return Promise.resolve();
  return new Promise((resolve) => addEventListener("DOMContentLoaded", () => resolve(), { once: true }));
}

/** A root of our own: the page's style does not reach in, ours does not reach out. */
function rootOf(): ShadowRoot {
  const host = el("div", { id: "shouwen-chat" });
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet(); // a page's policy for styles does not forbid this one
  sheet.replaceSync(style);
  root.adoptedStyleSheets = [sheet];
  // Beside the body, because pages move, blur and replace what is in it.
  document.documentElement.append(host);
  return root;
}

async function begin(src: string, key: string, lang: string | undefined): Promise<void> {
  await ready();
  if (document.getElementById("shouwen-chat")) return; // the tag stands twice on the page
  const base = new URL(".", src).href;
  const store = new Store(`shouwen-chat:${base}${key}:`);
  const tab = store.own.get<string>("tab") ?? newOnce();
  store.own.set("tab", tab);
  const chat = new Chat(new Server(base, key), store, tab);
  chat.chooseBy(lang, document.documentElement.lang, navigator.language);
  if (await chat.begin()) new Shell(chat, rootOf());
  else console.warn("The chat's channel does not take visitors from this site.");
}

if (script?.dataset.channel) void begin(script.src, script.dataset.channel, script.dataset.lang);

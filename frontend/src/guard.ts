// Twice pressed, once sent: the form is busy until it is answered, and carries a token for this render.
import { eachContent, say } from "./page";

function token(): string {
  // randomUUID exists on secure origins only; a service centre's inner network may be plain http.
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

eachContent((root) => {
  for (const input of root.querySelectorAll<HTMLInputElement>('input[name="once"]')) input.value ||= token();
});

const busy = new WeakSet<HTMLFormElement>();

function hold(form: HTMLFormElement, on: boolean): void {
  if (on) busy.add(form);
  else busy.delete(form);
  form.setAttribute("aria-busy", String(on));
  const buttons = [...form.querySelectorAll<HTMLElement>('button[type="submit"], button:not([type])')];
  if (form.id) buttons.push(...document.querySelectorAll<HTMLElement>(`button[form="${CSS.escape(form.id)}"]`));
  for (const button of buttons) {
    // Not `disabled`: that would take the focus away and the button's own name out of the request.
    if (on) {
      button.setAttribute("aria-busy", "true");
      button.title = say("working");
    } else {
      button.removeAttribute("aria-busy");
      button.removeAttribute("title");
    }
  }
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target as HTMLFormElement;
    if (form.method !== "post" && !form.hasAttribute("hx-post")) return;
    if (busy.has(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    busy.add(form);
    // After the other listeners: one of them may have stopped it. (htmx stops the browser's way, and sends by its own.)
    queueMicrotask(() => {
      const byHtmx = ["hx-post", "hx-put", "hx-patch", "hx-delete", "hx-get"].some((name) => form.hasAttribute(name)) || form.closest('[hx-boost="true"]');
      hold(form, !event.defaultPrevented || Boolean(byHtmx));
      // An answer that is a file leaves the page standing: nobody says that it has come.
      if (!byHtmx) setTimeout(() => hold(form, false), 10000);
    });
  },
  true,
);

for (const end of ["htmx:afterRequest", "htmx:validation:halted", "htmx:abort"]) {
  document.addEventListener(end, (event) => {
    const form = (event.target as Element).closest?.("form");
    if (form) hold(form, false);
  });
}

// Back in the browser's history a page comes as it was left: busy.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll<HTMLFormElement>('form[aria-busy="true"]')) hold(form, false);
});

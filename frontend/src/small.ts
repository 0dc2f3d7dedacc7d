// One-liners: copy, print, tick all, follow a select, definitions that pop up.
import { announce, say } from "./page";

async function copy(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // The clipboard is for secure origins only; an inner network on plain http still has the old way.
  const box = document.createElement("textarea");
  box.value = text;
  box.className = "sr";
  document.body.append(box);
  box.select();
  document.execCommand("copy");
  box.remove();
}

document.addEventListener("click", (event) => {
  const target = event.target as Element;
  const copied = target.closest?.<HTMLElement>("[data-copy], [data-copy-from]");
  if (copied) {
    const from = copied.dataset.copyFrom ? document.querySelector<HTMLElement>(copied.dataset.copyFrom) : null;
    void copy(from ? from.innerText : (copied.dataset.copy ?? "")).then(() => announce(say("copied")));
    copied.dataset.done = "";
  }
  if (target.closest?.("[data-print]")) window.print();
  const large = target.closest?.<HTMLElement>("[data-large]");
  // The mark stands on what stays when its inside is fetched anew.
  if (large) document.getElementById(large.dataset.large!)?.toggleAttribute("data-is-large");
  if (target.closest?.('[aria-disabled="true"]')) event.preventDefault();
});

document.addEventListener("change", (event) => {
  const box = event.target as HTMLInputElement;
  // [data-all="name"] ticks every checkbox of that name on the page.
  if (box.dataset?.all) {
    for (const other of document.querySelectorAll<HTMLInputElement>(`input[type="checkbox"][name="${CSS.escape(box.dataset.all)}"]`)) {
      if (other.checked === box.checked) continue;
      other.checked = box.checked;
      other.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }
  if ("autosubmit" in (box.dataset ?? {})) box.form?.requestSubmit();
});

// The short form before a chat, and the one for a message outside hours: the channel says what it asks.
import type { Chat } from "./chat";
import { el, fill, icon, say, show } from "./dom";
import { newOnce } from "./outbox";
import { Refused, sentenceOf } from "./server";
import type { View } from "./shell";
import type { Field } from "./types";
import { either, spoken, t, whenWords } from "./words";

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;
const PURPOSES: Record<Field["kind"], string> = { text: "off", phone: "tel", email: "email", choice: "off", textarea: "off" };

export class FormScreen implements View {
  readonly root = el("div", { class: "scroll" });
  private readonly fields: [Field, Control, HTMLElement][] = [];
  private readonly problem = el("p", { class: "problem", role: "alert", hidden: true });
  private readonly send: HTMLButtonElement;
  private readonly once = newOnce();
  private busy = false;

  constructor(
    private readonly chat: Chat,
    private readonly kind: "form" | "note",
  ) {
    const isNote = kind === "note";
    this.send = el("button", { type: "submit", class: "go" }, t(isNote ? "noteSend" : "start"));
    const asked = this.asked();
    const form = el("form", { novalidate: true, onsubmit: (event: Event) => this.submit(event) });
    form.append(...asked.map((field) => this.row(field)), this.problem, this.send, el("p", { class: "small" }, t("privacy")));
    this.root.append(this.lead(), form);
    if (isNote && chat.info?.is_open) {
      this.root.append(el("button", { type: "button", class: "link wide", onclick: () => chat.settle() }, t("backToForm")));
    }
    if (chat.notice) this.root.prepend(el("div", { class: "note soon", role: "status" }, icon("alert"), el("span", {}, chat.notice)));
    chat.notice = "";
  }

  /** A message outside hours has a text of its own, unless the channel's form asks for one already. */
  private asked(): Field[] {
    const asked = this.chat.info?.form ?? [];
    if (this.kind === "form") return asked;
    const short = asked.filter((field) => field.kind !== "textarea");
    return [...short, { name: "", label: t("noteText"), label_en: t("noteText"), required: true, kind: "textarea" }];
  }

  private lead(): HTMLElement {
    const { info } = this.chat;
    const place = el("div", { class: "lead" });
    if (this.kind === "form") {
      place.append(el("p", { class: "greeting" }, either(info?.greeting, info?.greeting_en) || t("formLead")));
      return place;
    }
    const opens = info?.opens_at ? new Date(info.opens_at) : null;
    place.append(el("p", { class: "greeting" }, t("noteLead")));
    const promise = either(info?.promise, info?.promise_en);
    const hours = either(info?.hours, info?.hours_en);
    if (promise) place.append(el("p", { class: "promise" }, icon("clock"), el("span", {}, promise)));
    if (hours) place.append(el("p", { class: "small" }, t("hours", { hours })));
    if (opens && !info?.is_open) place.append(el("p", { class: "small" }, t("opensAt", { when: whenWords(opens) })));
    return place;
  }

  private row(field: Field): HTMLElement {
    const id = `f-${field.name || "text"}`;
    const label = either(field.label, field.label_en);
    const wrong = el("p", { class: "wrong", id: `${id}-wrong`, hidden: true });
    const control = controlOf(field, id);
    control.setAttribute("aria-describedby", wrong.id);
    control.addEventListener("input", () => this.mark(control, wrong, ""));
    if (!field.name) control.value = this.chat.store.own.get<string>("draft") ?? "";
    this.fields.push([field, control, wrong]);
    const extra = field.required ? null : el("span", { class: "opt" }, t("optional"));
    return el("div", { class: "field" }, el("label", { for: id }, label, extra), control, wrong);
  }

  private mark(control: Control, wrong: HTMLElement, words: string): void {
    say(wrong, words);
    show(wrong, words !== "");
    if (words) control.setAttribute("aria-invalid", "true");
    else control.removeAttribute("aria-invalid");
  }

  /** The form as {name: value}, or null after saying what is missing. */
  private read(): Record<string, string> | null {
    const form: Record<string, string> = {};
    let first: Control | null = null;
    for (const [field, control, wrong] of this.fields) {
      const value = control.value.trim();
      const words = complaint(field, value);
      this.mark(control, wrong, words);
      if (words) first ??= control;
      form[field.name] = value;
    }
    first?.focus();
    return first ? null : form;
  }

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    const form = this.busy ? null : this.read();
    if (!form) return;
    this.setBusy(true);
    show(this.problem, false);
    try {
      if (this.kind === "form") await this.chat.start(form);
      else await this.leaveNote(form);
    } catch (error) {
      this.complain(error);
    }
    this.setBusy(false);
  }

  /** What the server found, beside its fields where it names them. */
  private complain(error: unknown): void {
    const details = error instanceof Refused ? error.details : {};
    for (const [field, control, wrong] of this.fields) {
      const words = details[field.name || "text"];
      if (words) this.mark(control, wrong, spoken() === "zh" ? words : sentenceOf(error));
    }
    say(this.problem, sentenceOf(error));
    show(this.problem, true);
  }

  private setBusy(busy: boolean): void {
    this.busy = busy;
    // Not disabled: the focus would be lost with it.
    this.send.setAttribute("aria-disabled", String(busy));
    say(this.send, busy ? t("starting") : t(this.kind === "note" ? "noteSend" : "start"));
  }

  private async leaveNote(all: Record<string, string>): Promise<void> {
    const { "": text = "", ...form } = all;
    const left = await this.chat.server.note({ once: this.once, language: spoken(), form, text });
    const promise = either(left.promise, left.promise_en);
    this.chat.store.own.remove("draft");
    const more = el("button", { type: "button", class: "quiet", onclick: () => this.chat.restart() }, t("noteMore"));
    const head = el("h3", { tabindex: -1 }, t("noteDone"));
    const number = el("p", { class: "number" }, el("span", { class: "small" }, t("noteNumber")), el("b", {}, left.number));
    fill(
      this.root,
      el("div", { class: "middle done" }, el("span", { class: "tick" }, icon("check")), head, number,
        promise && el("p", { class: "promise" }, icon("clock"), el("span", {}, promise)),
        el("p", { class: "small" }, t("noteKeep")), more),
    );
    head.focus();
  }

  update(): void {
    // what is typed here stays as it is
  }

  focus(): void {
    this.fields[0]?.[1].focus();
  }
}

function controlOf(field: Field, id: string): Control {
  const props = { id, name: field.name, class: "in", required: field.required, autocomplete: PURPOSES[field.kind] };
  if (field.kind === "textarea") return el("textarea", { ...props, rows: 3, maxlength: 4000 });
  if (field.kind !== "choice") {
    const type = field.kind === "phone" ? "tel" : field.kind === "email" ? "email" : "text";
    return el("input", { ...props, type, maxlength: 200 });
  }
  const select = el("select", props, el("option", { value: "" }, t("choose")));
  select.append(...(field.choices ?? []).map((choice) => el("option", { value: choice }, choice)));
  return select;
}

function complaint(field: Field, value: string): string {
  const label = either(field.label, field.label_en);
  if (!value) return field.required ? t("needed", { label }) : "";
  if (field.kind === "phone" && value.replace(/\D/g, "").length < 5) return t("badPhone");
  if (field.kind === "email" && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) return t("badEmail");
  return "";
}

// The shapes of what the server says; docs/webchat.md has the calls.

export interface Field {
  name: string;
  label: string;
  label_en?: string;
  required: boolean;
  kind: "text" | "phone" | "email" | "choice" | "textarea";
  choices?: string[];
}

/** What a channel says of itself before anybody has written. */
export interface Info {
  title: string;
  greeting: string;
  greeting_en?: string;
  languages?: string[];
  is_open: boolean;
  opens_at: string | null;
  hours: string;
  hours_en?: string;
  form: Field[];
  largest_file: number;
  poll: number;
  promise: string;
  promise_en?: string;
}

export interface Enclosed {
  name: string;
  size: number;
  url: string;
  is_image: boolean;
}

export interface Message {
  id: number;
  once: string | null;
  from: "customer" | "clerk" | "system";
  text: string;
  at: string;
  /** Which colleague wrote it, by number. */
  by?: string;
  file: Enclosed | null;
}

export type Status = "queueing" | "talking" | "ended" | "left";

export interface State {
  number: number;
  /** There is more to be had after the last of these. */
  more?: boolean;
  status: Status;
  place: number | null;
  estimate: number | null;
  clerk: string;
  clerk_typing: boolean;
  seen: number;
  messages: Message[];
  may: { rate?: boolean; transcript?: boolean; reopen?: boolean };
  sync: unknown;
}

/** A text the server has not answered yet. `seq` keeps the order over all tabs. */
export interface Pending {
  once: string;
  text: string;
  at: number;
  seq: number;
  tab: string;
  failed?: string;
}

/** A file on its way; `done` goes from 0 to 1. It lives in its tab only. */
export interface Upload {
  once: string;
  name: string;
  size: number;
  at: number;
  done: number;
  file: File | null;
  failed?: string;
}

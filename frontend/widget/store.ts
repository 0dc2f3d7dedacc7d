// What the visitor's browser remembers of this channel. Without storage (blocked, full) it lasts as long as the page.

type Listener = (name: string, value: unknown) => void;

/** One prefix in localStorage, seen by every tab of the site; `own` is for this tab alone and survives a reload. */
export class Store {
  readonly own: Shelf;
  private readonly shelf: Shelf;

  constructor(private readonly prefix: string) {
    this.shelf = new Shelf(storage("localStorage"), prefix);
    this.own = new Shelf(storage("sessionStorage"), prefix);
  }

  get<Value>(name: string): Value | null {
    return this.shelf.get<Value>(name);
  }

  set(name: string, value: unknown): void {
    this.shelf.set(name, value);
  }

  remove(name: string): void {
    this.shelf.remove(name);
  }

  names(start: string): string[] {
    return this.shelf.names(start);
  }

  /** Tells what another tab wrote; null is taken away. */
  onChange(listener: Listener): void {
    addEventListener("storage", (event) => {
      if (event.storageArea && event.storageArea !== storage("localStorage")) return;
      if (event.key === null) listener("", null);
      else if (event.key.startsWith(this.prefix)) listener(event.key.slice(this.prefix.length), parsed(event.newValue));
    });
  }
}

class Shelf {
  private readonly memory = new Map<string, string>();

  constructor(
    private readonly storage: Storage | null,
    private readonly prefix: string,
  ) {}

  get<Value>(name: string): Value | null {
    let kept: string | null = null;
    try {
      kept = this.storage?.getItem(this.prefix + name) ?? null;
    } catch {
      // asked again of the memory below
    }
    return parsed(kept ?? this.memory.get(name) ?? null) as Value | null;
  }

  set(name: string, value: unknown): void {
    const written = JSON.stringify(value);
    try {
      if (!this.storage) throw new Error("no storage");
      this.storage.setItem(this.prefix + name, written);
      this.memory.delete(name);
    } catch {
      this.memory.set(name, written);
    }
  }

  remove(name: string): void {
    this.memory.delete(name);
    try {
      this.storage?.removeItem(this.prefix + name);
    } catch {
      // nothing was kept there
    }
  }

  names(start: string): string[] {
    const found = new Set([...this.memory.keys()].filter((name) => name.startsWith(start)));
    try {
      for (const key of Object.keys(this.storage ?? {})) {
        if (key.startsWith(this.prefix + start)) found.add(key.slice(this.prefix.length));
      }
    } catch {
      // the memory is all there is
    }
    return [...found];
  }
}

function storage(kind: "localStorage" | "sessionStorage"): Storage | null {
  try {
    return window[kind];
  } catch {
    return null;
  }
}

function parsed(written: string | null): unknown {
  if (written === null) return null;
  try {
    return JSON.parse(written);
  } catch {
    return null;
  }
}

// What the rulebook exports, what is asked of it, and what is found.
import type { Folding } from "./fold";

export type Severity = "block" | "warn" | "hint";
export type Span = [number, number];
export type Hit = [id: string, start: number, end: number];

interface Excuses {
  overlap: string[];
  sentence: string[];
  turn: string[];
}
export interface Phrase extends Excuses {
  family: string;
  also: string[];
  profile: string[];
  general: boolean;
  severity: Severity;
  clauses: string[];
  certainty: string;
  origin: string;
  rewrites: string[];
}
export interface Step {
  id: string;
  requires: string[];
  profile: string[];
  sample: string;
}
export interface Situation {
  id: string;
  title: string;
  channel: string;
  because: string[];
  certainty: string;
  origin: string;
  forbids: string[];
  allows: string[];
  order: string[];
  step: Step[];
}
export interface Index {
  index: Record<string, number[]>;
  patterns: [owner: string, source: string][];
}
/** What `words export` prints: shouwen/rulebook/phrase_export.py. */
export interface Exported {
  schema: number;
  edition: string;
  profile: string;
  families: Record<string, { title: string; severity: Severity; rewrites: string[]; clauses: string[]; origin: string; spoken: boolean }>;
  weighing: { innocent: number; fault: number; brief: number; also: number } | null;
  phrases: Record<string, Phrase>;
  leads: Record<string, { reach: number; families: string[]; overlap: string[] }>;
  elements: Record<string, string[]>;
  titles: Record<string, string>;
  turns: Record<string, string[]>;
  situations: Record<string, Situation>;
  folding: Folding;
  match: { phrases: Index; leads: Index; elements: Index };
}
export interface Utterance {
  text: string;
  speaker?: string;
  turn?: string;
  phase?: string;
  profile?: string;
  manner?: string;
}
/** One fault; `span` counts code points of the text as given. */
export interface Finding {
  family: string;
  phrase: string;
  clauses: string[];
  severity: Severity;
  certainty: string;
  origin: string;
  span: Span;
  rewrites: string[];
}
export interface Judgement {
  findings: Finding[];
  missing: string[];
  disordered: string[];
}

import type { MarkKind } from "./marks";

/** The shape of a kind of event, on the track and in the list, where words explain it. */
export function MarkShape({ kind }: { kind: MarkKind }) {
  return (
    <svg className={`mark-shape ${kind}`} viewBox="0 0 10 10" aria-hidden="true">
      <path d={paths[kind]} />
    </svg>
  );
}

const paths: Readonly<Record<MarkKind, string>> = {
  // A disc, a square, a triangle, a diamond, a bar, a small ring and a pause.
  session: "M5 1a4 4 0 0 1 0 8a4 4 0 0 1 0-8z",
  files: "M1.5 1.5h7v7h-7z",
  validation: "M5 1l4.5 8h-9z",
  gate: "M5 0l5 5l-5 5l-5-5z",
  note: "M3.5 0h3v10h-3z",
  tool: "M5 2a3 3 0 0 1 0 6a3 3 0 0 1 0-6zM5 3.6a1.4 1.4 0 0 0 0 2.8a1.4 1.4 0 0 0 0-2.8z",
  waiting: "M1.5 1h2.6v8h-2.6zM5.9 1h2.6v8h-2.6z",
};

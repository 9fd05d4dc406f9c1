const kinds: readonly (readonly [begin: RegExp, name: string])[] = [
  [/^(?:graph|flowchart)\b/, "Flowchart"],
  [/^sequenceDiagram\b/, "Sequence diagram"],
  [/^classDiagram\b/, "Class diagram"],
  [/^stateDiagram\b/, "State diagram"],
  [/^erDiagram\b/, "Entity relationship diagram"],
  [/^gantt\b/, "Gantt chart"],
  [/^pie\b/, "Pie chart"],
  [/^mindmap\b/, "Mind map"],
  [/^timeline\b/, "Timeline"],
];

/** The name of a diagram for people who cannot see it: its kind, and its title if it has one. */
export function diagramName(source: string): string {
  const body = source.replace(/^---\n[\s\S]*?\n---\n/, "").replace(/^\s*%%.*$/gm, "");
  const kind = kinds.find(([begin]) => begin.test(body.trimStart()))?.[1] ?? "Diagram";
  const title = /^\s*(?:accTitle\s*:|title\s*:?)\s*(\S.*?)\s*$/m.exec(source)?.[1];
  return title === undefined ? kind : `${kind}: ${title}`;
}

/** The reason why a diagram cannot be drawn, in words, from Mermaid's error. */
export function drawingProblem(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const line = /\bline (\d+)/.exec(message)?.[1];
  if (line !== undefined) return `Not drawn: line ${line} cannot be read.`;
  if (/No diagram type detected/.test(message))
    return "Not drawn: the first line names no kind of diagram that Mermaid knows.";
  return `Not drawn: ${message.split("\n")[0] ?? ""}`;
}

/** An SVG's own size in pixels. */
export function sizeOf(svg: string): { width: number; height: number } | undefined {
  const box = /\bviewBox="[-\d.e]+[ ,]+[-\d.e]+[ ,]+([\d.e]+)[ ,]+([\d.e]+)"/.exec(svg);
  const [width, height] = [Number(box?.[1]), Number(box?.[2])];
  return width > 0 && height > 0
    ? { width: Math.ceil(width), height: Math.ceil(height) }
    : undefined;
}

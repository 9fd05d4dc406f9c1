import type { InputHandler, Line, Params, TerminalBuffer } from "./terminal-input";

// A sequence's parameter may be any number up to 2^31 - 1, and xterm.js repeats some sequences that often: 14
// bytes kept it busy for a quarter of an hour. Repetitions beyond the size of the screen have no visible
// effect, so each parameter is limited to the screen's size before the terminal acts.

/** The most markers of links that move with their lines. Each line that scrolls costs time for each marker. */
const mostMarkers = 2000;

/** Bounds the terminal: no sequence costs more than the screen has cells. */
export function bound(input: InputHandler): void {
  boundLines(input);
  boundTabs(input);
  boundRepetition(input);
  boundLinks(input);
}

/** The screen rows that take part when lines are moved. */
interface Region {
  readonly top: number;
  readonly bottom: number;
}

/**
 * Inserts (IL), deletes (DL), scrolls up (SU) and scrolls down (SD) all lines at once instead of one by one.
 */
function boundLines(input: InputHandler): void {
  const on = (final: string, act: (buffer: TerminalBuffer, count: number) => Region | undefined) =>
    input._parser.registerCsiHandler({ final }, ({ params }) => {
      const region = act(input._activeBuffer, params[0] || 1);
      if (region) input._dirtyRowTracker.markRangeDirty(region.top, region.bottom);
      return true;
    });
  const fromCursor = (buffer: TerminalBuffer): Region | undefined => {
    input._restrictCursor();
    const { y, scrollTop, scrollBottom } = buffer;
    return y < scrollTop || y > scrollBottom ? undefined : { top: y, bottom: scrollBottom };
  };
  const scrolled = ({ scrollTop, scrollBottom }: TerminalBuffer): Region => ({
    top: scrollTop,
    bottom: scrollBottom,
  });
  const erased = () => input._eraseAttrData();

  on("L", (buffer, count) => {
    const region = fromCursor(buffer);
    if (region === undefined) return undefined;
    moveDown(buffer, region, count, erased());
    input.carriageReturn();
    return region;
  });
  on("M", (buffer, count) => {
    const region = fromCursor(buffer);
    if (region === undefined) return undefined;
    moveUp(buffer, region, count, erased());
    input.carriageReturn();
    return region;
  });
  on("S", (buffer, count) => moveUp(buffer, scrolled(buffer), count, erased()));
  // SD fills new lines without the current background colour, unlike the other three.
  on("T", (buffer, count) => moveDown(buffer, scrolled(buffer), count, undefined));
}

function moveUp(buffer: TerminalBuffer, region: Region, count: number, look: unknown): Region {
  const moved = rowsMoved(region, count);
  const blank = emptied(buffer, buffer.ybase + region.top, moved, look);
  buffer.lines.splice(buffer.ybase + region.top, moved);
  buffer.lines.splice(buffer.ybase + region.bottom + 1 - moved, 0, ...blank);
  return region;
}

function moveDown(buffer: TerminalBuffer, region: Region, count: number, look: unknown): Region {
  const moved = rowsMoved(region, count);
  const start = buffer.ybase + region.bottom + 1 - moved;
  const blank = emptied(buffer, start, moved, look);
  buffer.lines.splice(start, moved);
  buffer.lines.splice(buffer.ybase + region.top, 0, ...blank);
  return region;
}

const rowsMoved = ({ top, bottom }: Region, count: number): number =>
  Math.min(count, bottom - top + 1);

/**
 * Empties the lines that leave the region, to be used again for the blank lines that enter. New lines would
 * cost ten times as much: each has memory of its own for its cells.
 */
function emptied(buffer: TerminalBuffer, start: number, count: number, look: unknown): Line[] {
  const blank = buffer.getBlankLine(look);
  return Array.from({ length: count }, (_, index) => {
    const line = buffer.lines.get(start + index) ?? blank.clone();
    line.copyFrom(blank);
    return line;
  });
}

/** Limits tab stops forward (CHT) and back (CBT) to the number of columns. */
function boundTabs(input: InputHandler): void {
  const cut = ({ params }: Params) => {
    params[0] = Math.min(params[0] ?? 0, input._bufferService.cols);
    return false;
  };
  for (const final of ["I", "Z"]) input._parser.registerCsiHandler({ final }, cut);
}

/** Limits the repetition of the preceding character (REP) to as many as fill the screen. */
function boundRepetition(input: InputHandler): void {
  input._parser.registerCsiHandler({ final: "b" }, ({ params }) => {
    const { cols, rows } = input._bufferService;
    const { lines, ybase, x, y } = input._activeBuffer;
    const width = (input._parser.precedingJoinState >> 1) & 3;
    const units = lines.get(ybase + y)?.getString(x - width).length ?? 0;
    params[0] = Math.min(params[0] ?? 0, Math.ceil((cols * rows) / Math.max(1, units)));
    return false;
  });
}

/** Limits the number of link markers. Text of further links stays, without its link. */
function boundLinks(input: InputHandler): void {
  const links = input._oscLinkService;
  const register = links.registerLink.bind(links);
  const addLine = links.addLineToLink.bind(links);
  const isFull = () => input._activeBuffer.markers.length >= mostMarkers;
  links.registerLink = (data) => (isFull() ? 0 : register(data));
  links.addLineToLink = (link, y) => {
    // xterm.js calls this for every character, and searches all lines of the link each time.
    if (links._dataByLinkId.get(link)?.lines.at(-1)?.line === y || isFull()) return;
    addLine(link, y);
  };
}

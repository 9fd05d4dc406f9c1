import { CastError, type CastEvent } from "@shared/recordings/asciicast";
import { mute } from "@shared/recordings/mute";
import { createCastParser } from "@shared/recordings/parse-cast";
import { makeSturdy } from "@shared/recordings/sturdy";
import { Terminal } from "@xterm/xterm";
import terminalStyle from "@xterm/xterm/css/xterm.css?inline";
import { createPagePlayer } from "./exported-player";

// The program inside an exported page. The markup is in shared/recordings/export-html.ts.

/** UTF-16 units that are parsed before the page may draw. */
const readAtOnce = 1024 * 1024;

function element<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`The page has no ${id}.`);
  return found;
}

const screen = element("screen", HTMLElement);
const play = element("play", HTMLButtonElement);
const time = element("time", HTMLElement);
const place = element("place", HTMLInputElement);
const marks = element("marks", HTMLElement);
const speed = element("speed", HTMLSelectElement);
const skip = element("skip", HTMLInputElement);

const clock = (seconds: number) => {
  const whole = Math.floor(seconds);
  const two = (number: number) => String(number).padStart(2, "0");
  const minutes = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  return whole < 3600 ? minutes : `${Math.floor(whole / 3600)}:${minutes}`;
};

async function read() {
  const data = element("recording", HTMLScriptElement);
  const text = data.textContent ?? "";
  data.remove();
  const parser = createCastParser();
  const events: CastEvent[] = [];
  for (let at = 0; at < text.length; at += readAtOnce) {
    for (const event of parser.push(text.slice(at, at + readAtOnce))) events.push(event);
    time.textContent = `Reading, ${Math.round((at / text.length) * 100)} %`;
    await new Promise((done) => setTimeout(done));
  }
  for (const event of parser.end().events) events.push(event);
  if (parser.header === undefined) throw new CastError(1, "is missing: the page holds none");
  return { header: parser.header, events };
}

function openTerminal(cols: number, rows: number): Terminal {
  const style = document.createElement("style");
  style.textContent = terminalStyle;
  document.head.append(style);
  const { backgroundColor, color } = getComputedStyle(screen);
  const terminal = makeSturdy(
    new Terminal({
      cols,
      rows,
      scrollback: 1000,
      ...mute,
      fontFamily: "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace",
      fontSize: 13,
      minimumContrastRatio: 4.5,
      cursorInactiveStyle: "outline",
      theme: { background: backgroundColor, foreground: color, cursor: color },
      logLevel: "off",
    }),
  );
  // A recording must not read or set the clipboard.
  terminal.parser.registerOscHandler(52, () => true);
  terminal.attachCustomKeyEventHandler(() => false);
  terminal.open(screen);
  const fitToRoom = () => {
    const room = screen.clientWidth - 24;
    let size = 13;
    while (size > 7 && size * 0.61 * terminal.cols > room) size -= 0.5;
    terminal.options.fontSize = size;
  };
  fitToRoom();
  terminal.onResize(fitToRoom);
  new ResizeObserver(fitToRoom).observe(screen);
  return terminal;
}

async function start() {
  const { header, events } = await read();
  const terminal = openTerminal(header.cols, header.rows);
  const player = createPagePlayer(header, events, terminal, () => show());
  const labels = events.flatMap((event) => (event.code === "m" ? [event.time] : []));
  function show() {
    play.textContent = player.playing ? "Pause" : "Play";
    time.textContent = `${clock(player.position)} / ${clock(player.duration)}`;
    place.value = String(player.position);
  }
  place.max = String(player.duration);
  play.disabled = place.disabled = false;
  for (const at of labels) {
    const mark = document.createElement("span");
    mark.style.left = `${(at / Math.max(player.duration, 0.001)) * 100}%`;
    marks.append(mark);
  }
  play.addEventListener("click", player.toggle);
  place.addEventListener("input", () => player.seek(Number(place.value)));
  speed.addEventListener("change", () => {
    player.speed = Number(speed.value);
  });
  skip.addEventListener("change", () => {
    player.skipIdle = skip.checked;
  });
  window.addEventListener(
    "keydown",
    (event) => {
      const { key, target } = event;
      if (event.ctrlKey || event.metaKey || event.altKey || target instanceof HTMLSelectElement)
        return;
      if (key === " " && (target === play || target === skip)) return;
      const { position } = player;
      const moves: Readonly<Record<string, () => void>> = {
        " ": player.toggle,
        ArrowLeft: () => player.seek(position - 5),
        ArrowRight: () => player.seek(position + 5),
        Home: () => player.seek(0),
        End: () => player.seek(player.duration),
        "[": () => player.seek(labels.findLast((at) => at < position) ?? position),
        "]": () => player.seek(labels.find((at) => at > position) ?? position),
      };
      const move = /^[0-9]$/.test(key)
        ? () => player.seek((player.duration * Number(key)) / 10)
        : moves[key];
      if (move === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      move();
    },
    true,
  );
  let last = performance.now();
  const frame = (now: number) => {
    // A page that was asleep must not jump ahead.
    player.tick(Math.min(0.25, (now - last) / 1000));
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  show();
}

start().catch((error: unknown) => {
  time.textContent = error instanceof Error ? error.message : String(error);
});

import type { Random } from "./random";
import type { Size } from "./screen-text";

// Generated program output. Each function returns one stretch of output. A stretch often leaves other state
// of the terminal changed: modes, margins, character sets, the saved cursor.

const esc = "\u001b";
const csi = `${esc}[`;

const words = [
  "src/rates.ts",
  ..."build test server cache index parcel rate zone weight order module queue worker".split(" "),
  ..."warning error done skipped 42 0x1f node:fs --watch README.md 3.14 ok".split(" "),
] as const;

const wide = [
  "日本語",
  "漢字かな",
  "한국어",
  "中文字符",
  "🙂",
  "🚀✨",
  "👩‍💻",
  "🇩🇪",
  "e\u0301\u0323",
  "ﬁn",
] as const;

const text = (random: Random, count: number): string =>
  Array.from({ length: count }, () => random.pick(words)).join(" ");

function style(random: Random): string {
  switch (random.below(9)) {
    case 0:
      return `${csi}${random.pick([3, 9])}${random.below(8)}m`;
    case 1:
      return `${csi}38;5;${random.below(256)}m`;
    case 2:
      return `${csi}38;2;${random.below(256)};${random.below(256)};${random.below(256)}m`;
    case 3:
      return `${csi}48;5;${random.below(256)};1m`;
    case 4:
      return `${csi}4:${random.between(1, 5)};58:2::${random.below(256)}:0:90m`;
    case 5:
      return `${csi}${random.pick([1, 2, 3, 4, 5, 7, 8, 9, 21, 53])}m`;
    case 6:
      return `${csi}${random.between(40, 47)};${random.between(90, 97)}m`;
    default:
      return `${csi}0;3${random.below(8)}m`;
  }
}

const styled = (random: Random, count: number): string =>
  `${style(random)}${text(random, count)}${random.once(12) ? "" : `${csi}0m`}`;

/** A few lines of build output. */
export function log(random: Random): string {
  return Array.from({ length: random.between(2, 20) }, () =>
    random.once(3)
      ? `${styled(random, random.between(1, 4))} ${text(random, random.between(2, 9))}\r\n`
      : `  ${text(random, random.between(3, 14))}\r\n`,
  ).join("");
}

/** One line that is longer than the screen is wide. */
export const longLine = (random: Random): string =>
  `${styled(random, random.between(20, 60))} ${random.pick(wide)} ${text(random, 10)}\r\n`;

export const international = (random: Random): string =>
  `${Array.from(
    { length: random.between(2, 30) },
    () => `${random.once(3) ? styled(random, 1) : ""}${random.pick(wide)}`,
  ).join(random.pick(["", " "]))}\r\n`;

/** A line that is rewritten many times. */
export function progress(random: Random): string {
  const steps = random.between(3, 25);
  const bars = Array.from({ length: steps }, (_, step) => {
    const part = Math.round(((step + 1) / steps) * 30);
    return `\r${csi}K${csi}32m${"█".repeat(part)}${csi}90m${"░".repeat(30 - part)}${csi}m ${step + 1}/${steps}`;
  });
  return `${csi}?25l${bars.join("")}\r\n${csi}?25h`;
}

/** A block of lines that is drawn and redrawn. */
export function spinner(random: Random, { rows }: Size): string {
  const lines = Math.min(rows - 1, random.between(1, 5));
  const draw = () =>
    Array.from({ length: lines }, () => `${csi}2K${styled(random, random.between(1, 5))}\r\n`).join(
      "",
    );
  return `${draw()}${Array.from({ length: random.between(1, 8) }, () => `${csi}${lines}A${draw()}`).join("")}`;
}

/** Single edits of the screen at any cursor position. */
export function edits(random: Random, { cols, rows }: Size): string {
  const one = () =>
    random.pick([
      `${csi}${random.between(1, rows)};${random.between(1, cols)}H${styled(random, 1)}`,
      `${csi}${random.between(1, 9)}${random.pick(["A", "B", "C", "D", "E", "F", "G", "d"])}`,
      `${csi}${random.between(1, 4)}${random.pick(["@", "P", "X", "L", "M", "S", "T"])}`,
      `${csi}${random.below(3)}${random.pick(["J", "K"])}`,
      `${csi}4${random.below(8)}m${csi}K`,
      `${csi}4h${text(random, 1)}${csi}4l`,
      `${random.pick(wide)}\b${random.pick(words)}`,
      `x${csi}${random.between(1, 5)}b`,
      `${esc}${random.pick(["M", "D", "E", "7", "8"])}`,
      `${csi}${cols}G${random.pick(words)}`,
    ]);
  return Array.from({ length: random.between(1, 12) }, one).join("");
}

/** Modes and similar settings, turned on or off. */
export function settings(random: Random, { cols, rows }: Size): string {
  const top = random.between(1, Math.max(1, rows - 2));
  return random.pick([
    `${csi}${top};${random.between(top + 1, rows)}r`,
    `${csi}r`,
    `${csi}?6${random.pick(["h", "l"])}`,
    `${csi}?7${random.pick(["h", "h", "h", "l"])}`,
    `${csi}?7h${csi}4l${csi}?6l`,
    `${csi}3g${csi}${random.between(2, cols)}G${esc}H${csi}${random.between(2, cols)}G${esc}H\t\r\n`,
    `${csi}${random.between(0, 6)} q`,
    `${csi}?2004${random.pick(["h", "l"])}${csi}?1000${random.pick(["h", "l"])}`,
    `${esc}]0;${text(random, 3)}\u0007`,
    random.once(40)
      ? `${esc}]4;${random.below(256)};#${random.between(100_000, 999_999)}${esc}\\${text(random, 9)}${esc}]104${esc}\\`
      : "",
    `${esc}]8;;https://example.org/${random.below(99)}${esc}\\${text(random, 2)}${esc}]8;;${esc}\\\r\n`,
    `${csi}!p`,
    `${esc}7${styled(random, 2)}${esc}8`,
  ]);
}

/** A frame in the DEC line drawing characters. */
export function frame(random: Random, { cols }: Size): string {
  const width = Math.max(1, Math.min(cols - 2, random.between(8, 60)));
  const line = (left: string, right: string) =>
    `${esc}(0${left}${"q".repeat(width)}${right}${random.once(20) ? "" : `${esc}(B`}\r\n`;
  const inside = text(random, 6).slice(0, width).padEnd(width);
  return `${line("l", "k")}${esc}(0x${esc}(B${inside}${esc}(0x${esc}(B\r\n${line("m", "j")}`;
}

/** A full-screen program, from its start to its end. */
export function fullScreen(random: Random, size: Size): string {
  const { cols, rows } = size;
  const row = (at: number) =>
    `${csi}${at};1H${csi}K${styled(random, random.between(1, 6)).slice(0, cols * 2)}${csi}m`;
  let out = `${csi}?1049h${csi}H${csi}2J${csi}?25l`;
  for (let at = 1; at <= rows; at++) out += row(at);
  if (rows > 4) out += `${csi}2;${rows - 1}r`;
  for (let turn = random.between(2, 30); turn > 0; turn--) {
    if (random.once(3)) out += `${csi}${rows - 1};1H\n${row(Math.max(1, rows - 1))}`;
    else if (random.once(4)) out += edits(random, size);
    else out += row(random.between(1, rows));
    out += `${csi}${rows};1H${csi}7m ${text(random, 3)} ${csi}m${csi}K`;
  }
  return `${out}${csi}r${csi}?25h${csi}?1049l`;
}

/** Resets the state that `settings` and `edits` may have left changed, as a shell's prompt does. */
export const prompt = (random: Random): string =>
  `${csi}!p${csi}?7h${csi}m\r\n${csi}36m~/parcel-rates${csi}m $ ${text(random, 3)}\r\n`;

export const clear = (random: Random): string => `${csi}H${csi}2J${random.pick(["", `${csi}3J`])}`;

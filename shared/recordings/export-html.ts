/** A page with a player and a recording, written in this order: `start`, each part of the recording, `end`. */
export interface HtmlPlayer {
  readonly start: string;
  /** @param cast whole lines of an asciicast version 3 */
  part(cast: string): string;
  readonly end: string;
}

/** The largest page, in UTF-16 units. A browser takes too long to load a larger one. */
export const htmlLimit = 128 * 1024 * 1024;

/**
 * The player's program in the form in which a page must contain it. The program's hash must be computed from
 * this form.
 */
export const inScript = (program: string): string =>
  program
    .replaceAll("\r\n", "\n")
    .replace(/<\/(?=script)/gi, "<\\/")
    .replaceAll("<!--", "<\\!--");

/**
 * The page loads nothing and sends nothing: its policy allows only styles and its own program, by hash. The
 * recording is data and not a program. In JSON, the character that could end the data, `<`, occurs only
 * inside strings and is written as an escape.
 * @param title the title of the recording, untrusted
 * @param program the program from `inScript`
 * @param hash the program's SHA-256, in base64
 */
export function htmlPlayer(title: string, program: string, hash: string): HtmlPlayer {
  const policy = `default-src 'none'; script-src 'sha256-${hash}'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'`;
  return {
    start: `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
<div id="screen" role="img" aria-label="Recorded terminal"></div>
<div id="controls">
<button id="play" type="button" disabled>Play</button>
<span id="time" role="status">Reading</span>
<span id="track"><input id="place" type="range" min="0" max="0" step="0.01" value="0" disabled aria-label="Time in the recording"><span id="marks" aria-hidden="true"></span></span>
<label>Speed <select id="speed"><option value="0.5">0.5×</option><option value="1" selected>1×</option><option value="2">2×</option><option value="4">4×</option><option value="8">8×</option><option value="16">16×</option></select></label>
<label><input id="skip" type="checkbox" checked> Skip idle</label>
</div>
<p id="keys"><kbd>Space</kbd> plays <kbd>←</kbd> <kbd>→</kbd> 5 seconds <kbd>[</kbd> <kbd>]</kbd> mark <kbd>0</kbd>–<kbd>9</kbd> tenths <kbd>Home</kbd> <kbd>End</kbd> ends</p>
<noscript>The player needs JavaScript, which this browser does not run.</noscript>
</main>
<script type="text/plain" id="recording">`,
    part: (cast) => cast.replaceAll("<", "\\u003c"),
    end: `</script>
<script>${program}</script>
</body>
</html>
`,
  };
}

const escapes: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};
const escaped = (text: string) => text.replace(/[&<>"]/g, (char) => escapes[char] ?? char);

const style = `
:root { color-scheme: light dark; --paper: light-dark(#fbfaf6, #181816); --ink: light-dark(#1f1d1a, #e9e6de); --soft: light-dark(#5f5a52, #b3ada2); --line: light-dark(#cfc8bb, #45423c); --blue: light-dark(#2450b8, #9db9ff); --term: light-dark(#17181c, #101114); }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 14px/22px system-ui, sans-serif; }
main { display: flex; flex-direction: column; gap: 10px; height: 100vh; padding: 16px 20px; }
h1 { margin: 0; font-size: 15px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
#screen { flex: 1; min-height: 0; overflow: auto; padding: 10px 12px; background: var(--term); color: #dcdfe4; border-radius: 6px; }
#screen .xterm { width: max-content; }
#controls { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 14px; }
#time { min-width: 9em; font-variant-numeric: tabular-nums; }
#track { position: relative; flex: 1; min-width: 160px; display: block; }
#place { width: 100%; margin: 0; accent-color: var(--blue); display: block; }
#marks { position: absolute; inset: 100% 8px auto; height: 5px; }
#marks span { position: absolute; width: 2px; height: 5px; background: var(--blue); }
button, select { font: inherit; color: inherit; background: transparent; border: 1px solid var(--line); border-radius: 4px; padding: 2px 10px; min-width: 68px; }
select option { background: var(--paper); }
button:disabled { opacity: 0.5; }
:focus-visible { outline: 2px solid var(--blue); outline-offset: 2px; }
#keys { margin: 0; color: var(--soft); font-size: 12px; }
kbd { font: 11px ui-monospace, monospace; border: 1px solid var(--line); border-radius: 3px; padding: 0 4px; }
`;

/**
 * Switches of Chromium and Node that give another program access to the app, make the app run another program, or
 * turn protections off. A person who can start programs has other ways; but a desktop entry, a link or a script
 * must not be enough. Sources: content/public/common/content_switches.cc, Electron's and Node's lists of switches.
 */
const refused: readonly RegExp[] = [
  /^remote-(?:debugging|allow)-/,
  /^inspect(?:-|$)/,
  /^debug(?:-|$)/,
  /^(?:js-flags|load-extension|disable-extensions-except|allowlisted-extension-id)$/,
  /^(?:renderer|utility|plugin|ppapi-plugin|nacl|zygote)-cmd-prefix$|^(?:gpu|ppapi-plugin|utility|renderer)-launcher$/,
  /^(?:browser-subprocess-path|register-pepper-plugins|wait-for-debugger.*|.*-startup-dialog|enable-automation)$/,
  /^(?:disable-web-security|allow-file-access-from-files|unsafely-treat-.+|disable-site-isolation-trials)$/,
  /^(?:host-rules|host-resolver-rules|proxy-server|proxy-pac-url|ignore-certificate-errors.*|ssl-key-log-file|log-net-log)$/,
  /^(?:single-process|enable-blink-features|force-webrtc-ip-handling-policy|webrtc-ip-handling-policy)$/,
  /^(?:require|import|eval|print|experimental-loader|loader|env-file)$/,
];

/** The first switch with which an installed app refuses to start; undefined for none. */
export function refusedSwitch(argv: readonly string[]): string | undefined {
  for (const word of argv.slice(1)) {
    // After `--`, Chromium and Node do not parse switches, so this search stops too.
    if (word === "--") return undefined;
    // Chromium accepts a single dash too, and on some systems names in any case.
    const name = /^(?:--?)([^=]+)/.exec(word)?.[1]?.toLowerCase();
    if (name !== undefined && refused.some((pattern) => pattern.test(name))) return `--${name}`;
  }
  return undefined;
}

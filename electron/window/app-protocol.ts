import { join, normalize, sep } from "node:path";
import { protocol } from "electron";

export const appOrigin = "app://specwright";

/** Whether an address is a page of the app. */
export const isAppUrl = (url: string): boolean => url.startsWith(`${appOrigin}/`);

/**
 * Inline styles are allowed, because the terminal and the editor position elements by them. Inline scripts are
 * not, and resources come only from the app itself.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  // WebRTC connections are not requests, so no other directive covers them.
  "webrtc 'block'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Call this before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: "app",
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
}

/**
 * Serves the built pages as `app://specwright/…`. The call used here is the one that `protocol.handle` replaces,
 * on purpose: `protocol.handle` loads Node's fetch before the first page and passes every byte through this
 * process's JavaScript. With this call Chromium reads the file itself.
 * @param folder the folder with index.html; no file outside of it is served
 */
export function serveApp(folder: string): void {
  const served = protocol.registerFileProtocol("app", (request, respond) => {
    const path = request.method === "GET" ? pathOf(request.url, folder) : undefined;
    respond(path === undefined ? { error: fileNotFound } : { path, headers });
  });
  if (!served) throw new Error("The window's pages cannot be served.");
}

/** Chromium's ERR_FILE_NOT_FOUND; net/base/net_error_list.h. */
const fileNotFound = -6;

const headers = {
  "content-security-policy": contentSecurityPolicy,
  "x-content-type-options": "nosniff",
  // There is no cross-origin-opener-policy: no page has an opener, because `window.open` is denied, and the header
  // made Chromium change to a second renderer during the first navigation.
};

/** The file of an address of the app; undefined for any other address, and for an address without a file. */
function pathOf(address: string, folder: string): string | undefined {
  try {
    const url = new URL(address);
    const file = normalize(join(folder, decodeURIComponent(url.pathname)));
    return url.host === "specwright" && file.startsWith(folder + sep) ? file : undefined;
  } catch {
    return undefined;
  }
}

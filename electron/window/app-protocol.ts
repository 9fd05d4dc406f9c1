import { join, normalize, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { net, protocol } from "electron";

export const appOrigin = "app://specwright";

/** Whether an address is a page of the app. */
export const isAppUrl = (url: string): boolean => url.startsWith(`${appOrigin}/`);

/**
 * Styles may be inline because the terminal and the editor position things with them; scripts may not,
 * and nothing may be fetched from anywhere but the app itself.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: "app",
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
    },
  ]);
}

/**
 * Serves the built pages as `app://specwright/…`.
 * @param folder the folder with index.html; nothing outside of it is served
 */
export function serveApp(folder: string): void {
  protocol.handle("app", async (request) => {
    const url = new URL(request.url);
    const file = normalize(join(folder, decodeURIComponent(url.pathname)));
    if (url.host !== "specwright" || request.method !== "GET" || !file.startsWith(folder + sep))
      return new Response("Not found", { status: 404 });
    const found = await net
      .fetch(pathToFileURL(file).href)
      .catch(() => new Response("Not found", { status: 404 }));
    const headers = new Headers(found.headers);
    headers.set("content-security-policy", contentSecurityPolicy);
    headers.set("x-content-type-options", "nosniff");
    headers.set("cross-origin-opener-policy", "same-origin");
    return new Response(found.body, { status: found.status, headers });
  });
}

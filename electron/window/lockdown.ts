import { app, session } from "electron";
import { isAppUrl } from "./app-protocol";

/** The clipboard is needed for copying, and full screen for showing a replay. */
const permitted: ReadonlySet<string> = new Set(["clipboard-sanitized-write", "fullscreen"]);

/** Denies everything that a page of the app never needs: permissions, new windows, other addresses, webviews. */
export function lockDown(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, permission, decide) =>
    decide(permitted.has(permission)),
  );
  session.defaultSession.setPermissionCheckHandler((_contents, permission) =>
    permitted.has(permission),
  );
  app.on("web-contents-created", (_event, contents) => {
    contents.setWebRTCIPHandlingPolicy("disable_non_proxied_udp");
    contents.setWindowOpenHandler(() => ({ action: "deny" }));
    contents.on("will-navigate", (event) => {
      if (!isAppUrl(event.url)) event.preventDefault();
    });
    contents.on("will-attach-webview", (event) => event.preventDefault());
  });
}

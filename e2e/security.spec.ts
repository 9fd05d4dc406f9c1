import { createSocket } from "node:dgram";
import { symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "./app";
import { document } from "./pages/app-pages";
import { createRepository, featureFiles } from "./repositories";

test("the page reaches the app through one checked door, and nothing else", async ({
  launch,
  places,
}) => {
  const repository = await createRepository(
    join(places.base, "small"),
    featureFiles(["- [ ] T001 Say hello in hello.txt (FR-001)"]),
  );
  await writeFile(join(places.base, "private.md"), "private\n");
  await symlink(join(places.base, "private.md"), join(repository, "specs/001-small/link.md"));
  const { app, page } = await launch({ open: repository });
  await expect(document(page).ready).toBeVisible();
  const ask = (name: string, input: unknown) =>
    page.evaluate(([called, given]) => window.specwright.call(String(called), given), [
      name,
      input,
    ] as const);
  const refusal = (code: string) => ({ ok: false, problem: expect.objectContaining({ code }) });

  await test.step("no Node and no Electron in the page", async () => {
    const names = ["require", "process", "module", "global", "Buffer", "electron", "ipcRenderer"];
    const found = await page.evaluate(
      (all) => all.filter((name) => Reflect.get(window, name) !== undefined),
      names,
    );
    expect(found).toEqual([]);
    expect(await page.evaluate(() => Object.keys(window.specwright).sort())).toEqual([
      "call",
      "on",
      "pathOf",
    ]);
    // A file that a page constructs has no path.
    expect(await page.evaluate(() => window.specwright.pathOf(new File(["x"], "x")))).toBe("");
  });

  await test.step("calls that do not exist or do not fit are refused", async () => {
    expect(await ask("files.delete", {})).toEqual(refusal("bad-request"));
    expect(await ask("toString", {})).toEqual(refusal("bad-request"));
    expect(await ask("documents.read", { path: 1 })).toEqual(refusal("bad-request"));
    expect(await ask("runs.recordingPart", { run: "../..", part: 0 })).toEqual(
      refusal("bad-request"),
    );
    for (const url of ["file:///etc/passwd", "javascript:alert(1)", "http://example.org"])
      expect(await ask("app.openLink", { url })).toEqual(refusal("bad-request"));
  });

  await test.step("files outside of the project are refused", async () => {
    for (const path of ["../private.md", "/etc/passwd", "specs/../../private.md"])
      expect(await ask("documents.read", { path })).toEqual(refusal("bad-request"));
    expect(await ask("documents.read", { path: "specs/001-small/link.md" })).toEqual(
      refusal("outside-project"),
    );
    expect(
      await ask("documents.write", {
        path: ".git/hooks/pre-commit",
        edit: { from: 0, to: 0, insert: "" },
        base: "",
      }),
    ).toEqual(refusal("cannot-write"));
  });

  await test.step("nothing is fetched, opened or gone to", async () => {
    const refusedBy = await page.evaluate(async () => {
      const refused = new Promise((resolve) => {
        const told = (event: SecurityPolicyViolationEvent) => resolve(event.effectiveDirective);
        window.document.addEventListener("securitypolicyviolation", told, { once: true });
      });
      return fetch("https://example.org/").then(
        () => "fetched",
        () => refused,
      );
    });
    expect(refusedBy).toBe("connect-src");
    expect(await page.evaluate(() => window.open("https://example.org/") === null)).toBe(true);
    const here = page.url();
    await page.evaluate(() => window.location.assign("https://example.org/"));
    expect(await ask("project.atStart", undefined)).toMatchObject({ ok: true });
    expect(page.url()).toBe(here);
    expect(app.windows()).toHaveLength(1);
  });

  await test.step("no packet leaves by WebRTC", async () => {
    const server = await listenForPackets();
    /** Sends an address request to a server, as a page would to connect to a peer; true once all requests were sent. */
    const reach = (stun: string) =>
      new Promise<boolean>((resolve) => {
        const connection = new RTCPeerConnection({ iceServers: [{ urls: stun }] });
        connection.createDataChannel("out");
        connection.addEventListener("icegatheringstatechange", () => {
          if (connection.iceGatheringState === "complete") resolve(true);
        });
        connection
          .createOffer()
          .then((offer) => connection.setLocalDescription(offer))
          .catch(() => resolve(true));
      });
    expect(await page.evaluate(reach, server.stun).catch(() => true)).toBe(true);
    expect(await server.heard()).toBe(0);
    // Checks the test itself: an allowed page's packets arrive.
    const other = await app.evaluateHandle(
      async ({ BrowserWindow }, [script]) => {
        const window = new BrowserWindow({ show: false });
        window.webContents.setWebRTCIPHandlingPolicy("default");
        await window.loadURL("data:text/html,other");
        // No peer answers, so it repeats its requests for most of a minute.
        window.webContents.executeJavaScript(String(script)).catch(() => undefined);
        return window;
      },
      [`(${reach.toString()})(${JSON.stringify(server.stun)})`],
    );
    await expect.poll(() => server.heard()).toBeGreaterThan(0);
    await other.evaluate((window) => window.destroy());
    server.close();
  });

  await test.step("scripts from text do not run", async () => {
    const ran = await page.evaluate(() => {
      const script = window.document.createElement("script");
      script.textContent = "window.injected = true";
      window.document.body.append(script);
      script.remove();
      return Reflect.get(window, "injected") === true;
    });
    expect(ran).toBe(false);
  });

  await test.step("permissions are denied", async () => {
    const answers = await page.evaluate(async () => ({
      notifications: await Notification.requestPermission(),
      camera: await navigator.mediaDevices.getUserMedia({ video: true }).then(
        () => "granted",
        (error: unknown) => (error instanceof DOMException ? error.name : "failed"),
      ),
      place: await new Promise((resolve) => {
        navigator.geolocation.getCurrentPosition(
          () => resolve("granted"),
          ({ code }) => resolve(code === GeolocationPositionError.PERMISSION_DENIED && "denied"),
        );
      }),
    }));
    expect(answers).toEqual({
      notifications: "denied",
      camera: expect.stringMatching(/^Not(Allowed|Found)Error$/),
      place: "denied",
    });
  });
});

/** A server on this computer that counts its received packets. */
async function listenForPackets() {
  const server = createSocket("udp4");
  const mark = "the last packet";
  let packets = 0;
  let marked: () => void = () => undefined;
  server.on("message", (bytes) => {
    if (bytes.toString() === mark) marked();
    else packets += 1;
  });
  await new Promise<void>((resolve) => server.bind(0, "127.0.0.1", resolve));
  const { port } = server.address();
  return {
    stun: `stun:127.0.0.1:${port}`,
    /** The number of packets so far. */
    heard: () =>
      new Promise<number>((resolve) => {
        marked = () => resolve(packets);
        // Packets arrive in order, so all earlier ones have arrived before this mark.
        server.send(mark, port, "127.0.0.1");
      }),
    close: () => server.close(),
  };
}

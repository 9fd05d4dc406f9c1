import { afterEach, beforeEach, expect, it } from "vitest";
import { findHome } from "../../settings/home";
import { openSettings } from "../../settings/settings";
import { type TestRepository, testRepository } from "../git/testing";
import { playedHost } from "../runs/testing";
import { type Api, createApi } from "./api";
import type { Client } from "./caller";
import { type Door, makeDoor } from "./door";

let test: TestRepository;
let api: Api;
let door: Door;
let counted = 0;
const host = playedHost();
const client: Client = {
  caller: { kind: "window", window: 1 },
  tell: () => undefined,
  gone: new AbortController().signal,
};

beforeEach(async () => {
  test = await testRepository({ "specs/001-a/spec.md": "# A\n" });
  const home = findHome({ SPECWRIGHT_HOME: test.at("data") }, "linux");
  const unused = () => {
    throw new Error("This test does not need it.");
  };
  api = createApi({
    home,
    settings: await openSettings(home.settings),
    env: {},
    shell: "/bin/sh",
    launcher: { program: () => ({ file: "/bin/true", args: [] }) },
    startHost: unused,
    // The pty host of an earlier engine does not say which runs go on.
    leftHosts: () => [{ ...host.process, post: () => undefined }],
    trust: { of: async () => undefined, keep: async () => undefined },
    report: unused,
    resources: test.at("resources"),
    documents: test.at("documents"),
    player: "",
    searchThread: "",
    named: undefined,
    saveAs: unused,
    flushOthers: async () => undefined,
    buildIndex: unused,
    runsChanged: () => {
      counted += 1;
    },
  });
  door = makeDoor(api, unused);
  api.add(client);
});
afterEach(async () => {
  host.die();
  await api.close();
  test.dispose();
});

it("a project opens while the runs cannot be known yet, and calls about runs wait", async () => {
  const opened = await door(client, "project.open", { path: test.at("repo") });
  expect(opened).toMatchObject({ ok: true, value: { features: [{ id: "001-a" }] } });
  let isAnswered = false;
  const overview = door(client, "runs.overview", undefined).finally(() => {
    isAnswered = true;
  });
  expect(await door(client, "project.snapshot", undefined)).toMatchObject({ ok: true });
  expect(isAnswered).toBe(false);
  // Main keeps the list of the earlier engine for the question at quitting.
  expect(counted).toBe(0);
  host.die();
  expect(await overview).toEqual({
    ok: true,
    value: { latest: [], active: [], toDecide: [], damaged: [] },
  });
  await expect.poll(() => counted).toBe(1);
});

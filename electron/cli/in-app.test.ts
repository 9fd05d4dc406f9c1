import { randomUUID } from "node:crypto";
import { aRun } from "@shared/base/testing";
import type { EventName } from "@shared/contracts";
import { createdEvent } from "@shared/runs/run.fixture";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Client } from "../engine/api/caller";
import { setCheckpoint } from "../engine/git/checkpoint-refs";
import { keptCheckpoints } from "../engine/git/folded-checkpoints";
import { type TestRepository, testRepository } from "../engine/git/testing";
import { createLink, type Link } from "../engine/link";
import {
  type EngineCalls,
  type EngineEvents,
  engineCalls,
  engineEvents,
  type MainCalls,
  type MainEvents,
  mainCalls,
  mainEvents,
} from "../engine/main-link";
import { projectId } from "../engine/projects/open";
import { openRunStore } from "../engine/runs/run-store";
import { type Engine, startEngine } from "../engine/start-engine";
import { findHome, type Home } from "../settings/home";
import { type CommandLine, parseCommandLine } from "./command-line";
import { discardRun } from "./discard";
import { openInApp } from "./engine-in-app";
import { forget } from "./forget";
import { listRuns } from "./list-runs";
import type { Places } from "./opened-engine";
import { promote } from "./promote";
import { redriveRun } from "./redrive";

// A command that does its work beside the app fails.
const beside = vi.hoisted(() => () => Promise.reject(new Error("This was not done by the app.")));
vi.mock("./engine-here", () => ({ openHere: beside }));
vi.mock("./find-run", () => ({ sharedIn: beside }));

let test: TestRepository;
let home: Home;
let places: Places;
let app: Engine | undefined;
let printed: string;

beforeEach(async () => {
  test = await testRepository({ "a.txt": "a\n" });
  home = findHome({ SPECWRIGHT_HOME: test.at("data") }, "linux");
  places = { home, host: test.at("no-host.js"), agent: test.at("no-agent.js") };
  printed = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await app?.close();
  app = undefined;
  test.dispose();
});

/** Starts an app's engine, whose only window has the test's project open. */
async function openApp() {
  const heard: (readonly [EventName, unknown])[] = [];
  const window: Client = {
    caller: { kind: "window", window: 1 },
    tell: (name, payload) => heard.push([name, payload]),
    gone: new AbortController().signal,
  };
  const out = test.at("out");
  app = await startEngine(
    {
      env: { SPECWRIGHT_HOME: home.root },
      fromTerminal: true,
      ...{ out, resources: out, documents: out },
      launcher: { file: "/bin/true", args: [] },
      hosts: [],
    },
    linkToMain(),
  );
  app.add(window);
  const opened = await app.door(window, "project.open", { path: test.repo.top });
  expect(opened).toMatchObject({ ok: true });
  return { app, window, heard };
}

/** Makes a run that could not be started, with two checkpoints. */
async function failedRun() {
  const id = aRun(`r-${randomUUID().slice(0, 8)}`);
  const store = openRunStore(home, projectId(test.repo));
  const run = await store.create(id, createdEvent({ run: id }));
  await store.append(run, { type: "start-failed", reason: "x" });
  const commit = await test.git("rev-parse", "HEAD");
  for (const seq of [1, 2]) await setCheckpoint(test.repo, id, seq, commit);
  return id;
}

/** The engine's end of a link to a main process without a keychain. */
function linkToMain(): Link<MainCalls, MainEvents> {
  const nothing = () => undefined;
  const absent = () => Promise.reject(new Error("This main process has no such power."));
  const report = (error: unknown) => expect.fail(String(error));
  const main: Link<EngineCalls, EngineEvents> = createLink<
    MainCalls,
    MainEvents,
    EngineCalls,
    EngineEvents
  >(
    {
      calls: mainCalls,
      answers: {
        hasKeychain: () => false,
        flushOthers: nothing,
        ...{ saveAs: absent, seal: absent, unseal: absent },
      },
      events: mainEvents,
      hears: { activeRuns: nothing, startHost: nothing, postToHost: nothing, killHost: nothing },
    },
    engineCalls,
    { role: "connects", post: (message) => queueMicrotask(() => engine.receive(message)), report },
  );
  const engine: Link<MainCalls, MainEvents> = createLink<
    EngineCalls,
    EngineEvents,
    MainCalls,
    MainEvents
  >(
    {
      calls: engineCalls,
      answers: { start: () => ({}), close: nothing, ping: nothing },
      events: engineEvents,
      hears: {
        ...{ focus: nothing, theme: nothing, windowState: nothing },
        ...{ hostMessage: nothing, hostExit: nothing },
      },
    },
    mainCalls,
    { role: "accepts", post: (message) => queueMicrotask(() => main.receive(message)), report },
  );
  return engine;
}

/** A command as a person types it. */
function typed<V extends CommandLine["verb"]>(verb: V, ...words: string[]) {
  const command = parseCommandLine([verb, ...words, "--repo", test.repo.top]);
  const isOf = (it: CommandLine): it is Extract<CommandLine, { verb: V }> => it.verb === verb;
  if (!isOf(command)) throw new Error(`This is no ${verb}.`);
  return command;
}

it("forget goes through the app that has the project open, and its window is told", async () => {
  const id = await failedRun();
  const { heard } = await openApp();
  expect(await forget(typed("forget", id), places)).toBe(0);
  expect(printed).toBe("2 checkpoints removed\n");
  expect((await keptCheckpoints(test.repo, id)).size).toBe(0);
  expect(heard).toContainEqual(["runs.forgotten", { run: id }]);
});

it("promote, redrive, forget and discard are answered by the app, with its trust", async () => {
  const id = await failedRun();
  const { app, window } = await openApp();
  await expect(promote(typed("promote", id), places)).rejects.toMatchObject({
    code: "run-not-ready",
  });
  const untrusted = { code: "not-trusted", message: expect.stringContaining("Trust it there") };
  await expect(redriveRun(typed("redrive", id), places)).rejects.toMatchObject(untrusted);
  await expect(discardRun(typed("discard", id), places)).rejects.toMatchObject(untrusted);
  const risks = await app.door(window, "project.risks", undefined);
  if (!risks.ok) throw new Error(risks.problem.message);
  const { digest } = JSON.parse(JSON.stringify(risks.value));
  await app.door(window, "project.trust", { digest });
  await expect(redriveRun(typed("redrive", id), places)).rejects.toMatchObject({
    code: "run-not-ready",
    message: expect.stringContaining("no change yet"),
  });
  const missing = { code: "run-missing" };
  const none = typed("forget", "no-such-run");
  await expect(forget(none, places)).rejects.toMatchObject(missing);
});

it("runs prints the list of the app", async () => {
  const id = await failedRun();
  await openApp();
  expect(await listRuns(typed("runs"), home)).toBe(0);
  expect(printed).toContain(id);
});

it("a program on the socket has only the rights of a command line, and re-drives nothing untrusted", async () => {
  const id = await failedRun();
  await openApp();
  const engine = await openInApp(test.repo.top, home, "nothing", () => undefined);
  if (!engine) throw new Error("No app answers.");
  const refused = { code: "bad-request", message: expect.stringContaining("window only") };
  await expect(engine.ask("runs.sendBack", { run: id, note: "x" })).rejects.toMatchObject(refused);
  await expect(engine.ask("runs.redrive", { run: id, at: "start" })).rejects.toMatchObject({
    code: "not-trusted",
  });
  await engine.close();
});

import { expect, it } from "vitest";
import { type Confinement, limitingCommand, sandboxArguments } from "./arguments";

const run: Confinement = {
  tree: "/data/trees/r1",
  cwd: "/data/trees/r1/inner",
  git: {
    commonDir: "/home/me/project/.git",
    gitDir: "/home/me/project/.git/worktrees/r1",
    view: "/data/sandboxes/r1/git",
    borrowed: ["/home/me/other/.git/objects"],
  },
  runFolder: "/data/runs/r1",
  written: ["exchange.jsonl"],
  hidden: ["/home/me", "/home/me/.local/share/app"],
  readable: ["/home/me/.nvm/versions/node/v20", "/home/me/.nvm"],
  masked: ["/home/me/.cargo/credentials.toml"],
  writable: ["/home/me/.agent"],
  network: "open",
  limits: {},
};

/** The mounts in their order, each as its kind and the path inside of the sandbox. */
function mountsOf(args: readonly string[]): string[] {
  return args.flatMap((arg, at) => {
    if (arg === "--tmpfs") return [`tmpfs ${args[at + 1]}`];
    return /^--(?:ro-)?bind(?:-try)?$/.test(arg)
      ? [`${arg.slice(2).replace("-try", "")} ${args[at + 2]}`]
      : [];
  });
}

it("leads to no writable path but the tree, git's folders of the run, and what the agent names", () => {
  const writable = mountsOf(sandboxArguments(run)).filter((mount) => mount.startsWith("bind "));
  expect(writable).toEqual([
    "bind /home/me/.agent",
    "bind /home/me/project/.git/worktrees/r1",
    "bind /data/sandboxes/r1/git",
    "bind /data/trees/r1",
    "bind /data/runs/r1/exchange.jsonl",
  ]);
});

it("covers hidden folders before it shows parts of them, and outer folders before inner ones", () => {
  const mounts = mountsOf(sandboxArguments(run));
  const order = [
    "ro-bind /",
    "tmpfs /home/me",
    "ro-bind /home/me/.nvm",
    "ro-bind /home/me/.nvm/versions/node/v20",
    "ro-bind /home/me/.cargo/credentials.toml",
    "ro-bind /home/me/project/.git",
    "bind /home/me/project/.git/worktrees/r1",
    "ro-bind /home/me/project/.git/worktrees/r1/commondir",
    "bind /data/trees/r1",
    "ro-bind /data/trees/r1/.git",
    "ro-bind /data/runs/r1",
    "bind /data/runs/r1/exchange.jsonl",
  ];
  expect(mounts.filter((mount) => order.includes(mount))).toEqual(order);
  expect(mounts).toContain("tmpfs /tmp");
});

it("has a process space of its own, no rights, and no new session", () => {
  const args = sandboxArguments(run);
  for (const option of ["--unshare-user", "--unshare-pid", "--unshare-ipc", "--die-with-parent"])
    expect(args).toContain(option);
  expect(args.join(" ")).toContain("--cap-drop ALL");
  expect(args).not.toContain("--new-session");
});

it("cuts the network off only where that is asked for", () => {
  expect(sandboxArguments(run)).not.toContain("--unshare-net");
  expect(sandboxArguments({ ...run, network: "off" })).toContain("--unshare-net");
});

it("limits memory, processes and time", () => {
  expect(limitingCommand({})).toEqual([]);
  expect(limitingCommand({ memory: 1024, processes: 64, seconds: 60 })).toEqual([
    ...["timeout", "--foreground", "--kill-after=5", "60"],
    ...["prlimit", "--data=1024", "--nproc=64", "--"],
  ]);
});

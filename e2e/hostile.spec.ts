import { access, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "./app";
import { beforeTrust } from "./hostile-repos";
import { processesIn } from "./processes";
import { createRepository, featureFiles } from "./repositories";

test("hostile repositories are opened or refused, run nothing, and hold nothing up", async ({
  launch,
  places,
}) => {
  const harmless = await createRepository(
    join(places.base, "harmless"),
    featureFiles(["- [ ] T001 Say hello in hello.txt (FR-001)"]),
  );
  const running = await launch({ open: harmless });
  const open = (path: string) =>
    running.page.evaluate(
      (folder) => window.specwright.call("project.open", { path: folder }),
      path,
    );
  for (const [index, builder] of beforeTrust.entries())
    await test.step(builder.name, async () => {
      const folder = join(places.base, `hostile-${index}`);
      await mkdir(folder);
      const built = await builder.build({ folder, person: places.person });
      expect(await open(built.repository)).toMatchObject({ ok: built.opening === "opens" });
      expect(await isThere(built.canary)).toBe(false);
      // Whatever it was, another project opens after it.
      expect(await open(harmless)).toMatchObject({ ok: true });
      expect(await isThere(built.canary)).toBe(false);
      await built.spring?.();
      expect(await isThere(built.canary)).toBe(built.spring !== undefined);
    });

  await test.step("the window closes while a repository keeps git waiting", async () => {
    const [pipe] = beforeTrust.filter(({ name }) => name.includes("deep"));
    const folder = join(places.base, "waiting");
    await mkdir(folder);
    const built = await pipe?.build({ folder, person: places.person });
    void open(built?.repository ?? "").catch(() => undefined);
    await expect.poll(() => processesIn(built?.repository ?? "")).not.toEqual([]);
    await running.quit();
    await expect.poll(() => processesIn(places.base)).toEqual([]);
  });
});

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

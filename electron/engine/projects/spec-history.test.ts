import { afterEach, beforeEach, expect, it } from "vitest";
import { openProjectFiles } from "../files/project-files";
import { type TestRepository, testRepository } from "../git/testing";
import { openHistory, type SpecHistory } from "./spec-history";

const folder = "specs/001-small";

let test: TestRepository;
let history: SpecHistory;

beforeEach(async () => {
  test = await testRepository({
    "README.md": "# Small\n",
    [`${folder}/spec.md`]: "# Small\n\n- **FR-001**: One.\n",
    [`${folder}/plan.md`]: "# Plan\n",
    [`${folder}/tasks.md`]: "- [ ] T001 One\n",
  });
  history = openHistory(() => test.repo, openProjectFiles(test.repo.top));
});
afterEach(() => test.dispose());

it("tells changed, new and deleted documents from what else is staged", async () => {
  expect(await history.uncommitted()).toEqual({ documents: [], staged: [] });
  test.put(`repo/${folder}/spec.md`, "# Small\n\n- **FR-001**: Two.\n");
  test.remove(`repo/${folder}/plan.md`);
  test.put(`repo/${folder}/a b.md`, "new\n");
  // Taken out of the index and still there.
  await test.git("rm", "--quiet", "--cached", `${folder}/tasks.md`);
  test.put(`repo/${folder}/tasks.md`, "- [x] T001 One\n");
  test.put("repo/README.md", "staged\n");
  test.put("repo/other.md", "neither\n");
  await test.git("add", "README.md");
  expect(await history.uncommitted()).toEqual({
    documents: [
      { path: `${folder}/a b.md`, how: "added", changes: [] },
      { path: `${folder}/plan.md`, how: "removed", changes: [] },
      { path: `${folder}/spec.md`, how: "changed", changes: [{ what: "FR-001", how: "changed" }] },
      { path: `${folder}/tasks.md`, how: "changed", changes: [{ what: "T001", how: "ticked" }] },
    ],
    staged: ["README.md"],
  });
  await history.commit([`${folder}/tasks.md`, `${folder}/plan.md`], "docs: two");
  expect(await test.git("show", "--format=", "--name-status", "HEAD")).toBe(
    `D\t${folder}/plan.md\nM\t${folder}/tasks.md`,
  );
  expect((await history.uncommitted()).documents).toHaveLength(2);
});

it("says beforehand why nothing can be committed, and commits nothing but documents", async () => {
  await test.git("checkout", "--quiet", "--detach");
  expect((await history.uncommitted()).refusal?.code).toBe("detached-head");
  test.put("repo/README.md", "x\n");
  await expect(history.commit(["README.md"], "x")).rejects.toMatchObject({ code: "bad-request" });
});

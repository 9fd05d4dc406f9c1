import { expect, it } from "vitest";
import { askedBy } from "./launch";

const moment = { kind: "moment", link: { run: "20261118-140233-T004-9f3a", at: 1.5 } };
const link = "specwright://run/20261118-140233-T004-9f3a?t=1.5";

it("a command line names a project, a recording, a moment or nothing", () => {
  const installed = (...words: string[]) => askedBy(["/opt/app", ...words], "/here", true);
  expect(installed()).toBeUndefined();
  expect(installed("--no-sandbox")).toBeUndefined();
  expect(installed("--no-sandbox", "some/where")).toEqual({
    kind: "project",
    path: "/here/some/where",
  });
  expect(installed("/a/Demo.CAST")).toEqual({ kind: "recording", path: "/a/Demo.CAST" });
  expect(installed(link)).toEqual(moment);
  expect(installed(link, "/somewhere/else")).toEqual(moment);
});

it("an invalid link is never read as a path", () => {
  for (const word of [`${link}&open=/`, "specwright:", "SPECWRIGHT://run/x", "specwright:a.cast"])
    expect(askedBy(["/opt/app", word], "/here", true)).toEqual({
      kind: "refused",
      reason: expect.stringContaining("This link is"),
    });
});

it("in development the app's own folder comes first", () => {
  expect(askedBy(["electron", "."], "/here", false)).toBeUndefined();
  expect(askedBy(["electron", ".", link], "/here", false)).toEqual(moment);
});

import { documentSchema as schema } from "@shared/editor/schema";
import { Fragment, Slice } from "@tiptap/pm/model";
import { expect, it } from "vitest";
import { fileOf, linkPictures, pictureAddress, picturesIn, savePictures } from "./pictures";

const dot = "data:image/png;base64,iVBORw==";
const picture = (index: number, alt: string) =>
  schema.node("image", { src: pictureAddress(index), alt });
const sliceOf = (...nodes: ReturnType<typeof picture>[]) =>
  new Slice(Fragment.from(schema.node("paragraph", null, [schema.text("a "), ...nodes])), 1, 1);

it("becomes a file with a name, from its `data:` address", async () => {
  const png = fileOf(dot, "My dot.png");
  expect([png.name, png.type, png.size]).toEqual(["My dot.png", "image/png", 4]);
  const svg = fileOf("data:image/svg+xml;utf8,%3Csvg%2F%3E", "");
  expect([svg.name, await svg.text()]).toEqual(["image.svg", "<svg/>"]);
  expect(() => fileOf("data:image/png;base64,@@", "")).toThrow("damaged");
});

it("is saved once, however often it occurs, and every occurrence links to the file", async () => {
  const slice = sliceOf(picture(0, "one"), picture(1, "two"));
  const names: string[] = [];
  const saved = await savePictures(picturesIn(slice), [dot, dot], {
    save: async ({ name }) => `assets/${names.push(name)}.png`,
    report: () => expect.unreachable(),
  });
  expect(names).toEqual(["one.png"]);
  const linked = linkPictures(slice, saved, schema);
  const srcs = linked.content.firstChild?.children.flatMap(({ attrs }) => attrs["src"] ?? []);
  expect(srcs).toEqual(["assets/1.png", "assets/1.png"]);
});

it("becomes its words when it is refused, and does not hold back other pictures", async () => {
  const slice = sliceOf(picture(0, "one"), picture(1, "two"), picture(2, ""));
  const refused: unknown[] = [];
  const saved = await savePictures(
    picturesIn(slice),
    [dot, "data:image/png;base64,aaaa", "data:x"],
    {
      save: ({ name }) =>
        name === "one.png" ? Promise.reject(new Error("too large")) : Promise.resolve("b.png"),
      report: (error) => refused.push(error),
    },
  );
  expect(refused).toHaveLength(1);
  const linked = linkPictures(slice, saved, schema);
  expect(linked.content.firstChild?.textContent).toBe("a one");
});
